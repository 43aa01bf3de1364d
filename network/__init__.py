"""The network: partners, projects, events, meetings, programme, council. Its rooms are later work."""
