"""Loads a seeded book into an Odoo database through the ORM."""
