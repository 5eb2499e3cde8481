"""The webhooks of an application: the list, creating one by hand or from a template, changing one, deleting one."""
