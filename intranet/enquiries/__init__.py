"""Somebody asks about a group: who may be reached how, and the groups that everybody may find; not how it goes on."""

from __future__ import annotations
