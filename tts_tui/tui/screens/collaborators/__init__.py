"""Who shares an application: the list, adding and changing one, removing one."""
