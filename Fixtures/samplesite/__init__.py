"""Makes a sample Systems Management Server 1.2 hierarchy. `make-site` beside this folder is the command."""
