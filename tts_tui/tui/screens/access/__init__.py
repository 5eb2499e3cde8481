"""Who may do what with an application, at a glance."""
