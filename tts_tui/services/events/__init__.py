"""Events of applications: following the stream, and each event in words."""
