"""Addresses of desks; those below `people/desks/` show the data of others."""

from django.urls import path

from portal.desks.views import corrections, directory, handovers, posts, promises, replies, threads

urlpatterns = [
    path("desks/", directory.desks, name="desks"),
    path("desks/<int:pk>/", directory.desk, name="desk"),
    path("contact/<slug:kind>/<slug:key>/", threads.contact, name="contact"),
    path("people/threads/", threads.threads, name="threads"),
    path("people/threads/<int:pk>/", threads.thread, name="thread"),
    path("people/threads/<int:pk>/files/<int:file>/", threads.thread_file, name="thread-file"),
    path("people/threads/<int:pk>/close/", threads.close_thread, name="close-thread"),
    path("people/desks/of/", posts.organisations, name="managed-organisations"),
    path("people/desks/of/<int:pk>/", posts.of_organisation, name="organisation-desks"),
    path("people/desks/<int:pk>/rename/", posts.rename, name="rename-desk"),
    path("people/desks/<int:pk>/close/", posts.close, name="close-desk"),
    path("people/desks/closings/<int:pk>/undo/", posts.undo, name="undo-closing"),
    path("people/desks/<int:pk>/edit/", directory.edit_desk, name="edit-desk"),
    path("people/desks/threads/", threads.desk_threads, name="desk-threads"),
    path("people/desks/threads/<int:pk>/", threads.desk_thread, name="desk-thread"),
    path(
        "people/desks/threads/<int:pk>/files/<int:file>/", threads.desk_thread_file, name="desk-thread-file"
    ),
    path("people/desks/promises/<int:pk>/", promises.settle_promise, name="settle-promise"),
    path("people/desks/<int:pk>/hand-over/", handovers.hand_over, name="hand-over"),
    path("people/desks/handovers/<int:pk>/", handovers.pack, name="handover-pack"),
    path("people/desks/handovers/<int:pk>/undo/", handovers.undo, name="undo-handover"),
    path("zones/<slug:key>/replies/", replies.of_zone, name="zone-replies"),
    path("people/replies/<int:pk>/", replies.replies, name="replies"),
    path("people/replies/<int:pk>/<str:reference>/", replies.reply, name="reply"),
    path("people/replies/of/<int:pk>/withdraw/", replies.withdraw_reply, name="withdraw-reply"),
    path("people/replies/of/<int:pk>/hide/", replies.hide_reply, name="hide-reply"),
    path("corrections/", corrections.accepted, name="accepted-corrections"),
    path("corrections/report/<slug:kind>/<slug:key>/", corrections.report_error, name="report-error"),
    path("people/my-corrections/", corrections.mine, name="corrections"),
    path("people/my-corrections/<int:pk>/", corrections.one, name="correction"),
    path("people/corrections/", corrections.to_decide, name="corrections-to-decide"),
    path("people/corrections/<int:pk>/", corrections.decide, name="decide-correction"),
]
