"""The open API's common ground: problems, limits per address, pages by cursor, licence. Rooms bring the rows."""
