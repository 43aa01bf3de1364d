"""`{% load articles %}`: articles of the Special Zones Act."""

from django import template

from portal.zones.articles import article_markup

register = template.Library()
register.filter("article", article_markup)
