"""Shipped facts and marked samples."""
