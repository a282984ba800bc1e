"""Who works here: people, departments, roles and what each may see and do."""
