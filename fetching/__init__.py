"""Requests to other sites, which never reach anything but the public internet.

``public.Visitor`` looks up the host of an address, refuses it if it is private, and connects to what it
has looked at. Whatever asks an address that an editor typed goes through it.
"""
