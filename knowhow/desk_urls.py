"""Addresses of "나의 특구"; included under `my/zone/` in each language."""

from django.urls import path

from knowhow import desk_views, library_views, writing_views
from knowhow.copies import views as copy_views
from knowhow.gathering import views as gathering_views

urlpatterns = [
    path("", desk_views.my_zone, name="my-zone"),
    path("write/", writing_views.begin, name="knowhow-write"),
    path("write/copy/", copy_views.empty_copies, name="knowhow-empty-copies"),
    path("drafts/<int:pk>/", writing_views.draft, name="knowhow-draft"),
    path("drafts/<int:pk>/files/", writing_views.files, name="knowhow-files"),
    path("drafts/<int:pk>/files/<int:number>/", writing_views.file, name="knowhow-file"),
    path("drafts/<int:pk>/copy/", copy_views.copies, name="knowhow-copies"),
    path("copies/<int:pk>/", copy_views.returned_copy, name="knowhow-returned-copy"),
    path("copies/<int:pk>/undo/", copy_views.undo, name="knowhow-undo-copy"),
    path("copies/<int:pk>/close/", copy_views.close, name="knowhow-close-copy"),
    path("drafts/<int:pk>/preview/", writing_views.preview, name="knowhow-preview"),
    path("drafts/<int:pk>/submit/", desk_views.page_step, {"step": "submit"}, name="knowhow-submit"),
    path("drafts/<int:pk>/propose/", desk_views.page_step, {"step": "propose"}, name="knowhow-propose"),
    path("import/", gathering_views.imports, name="knowhow-imports"),
    path("import/<int:pk>/", gathering_views.run, name="knowhow-import"),
    path("import/<int:pk>/check/", gathering_views.check, name="knowhow-import-check"),
    path("import/<int:pk>/leave-out/", gathering_views.leave_out, name="knowhow-import-leave-out"),
    path("import/<int:pk>/discard/", gathering_views.discard, name="knowhow-import-discard"),
    path("import/<int:pk>/undo/", gathering_views.undo, name="knowhow-import-undo"),
    path("library/", library_views.library, name="knowhow-library"),
    path("library/<int:pk>/", library_views.order, name="knowhow-library-order"),
    path("library/<int:pk>/public.zip", library_views.public_file, name="knowhow-library-public"),
    path("library/<int:pk>/whole.zip", library_views.whole_file, name="knowhow-library-whole"),
    path("library/<int:pk>/give-up/", library_views.give_up, name="knowhow-library-give-up"),
    path("reviews/<int:pk>/", desk_views.review, name="knowhow-review"),
    path("reviews/<int:pk>/files/<int:number>/", desk_views.review_file, name="knowhow-review-file"),
    path("reviews/<int:pk>/take/", desk_views.review_step, {"step": "take"}, name="knowhow-take"),
    path("reviews/<int:pk>/conflict/", desk_views.review_step, {"step": "conflict"}, name="knowhow-conflict"),
    path("reviews/<int:pk>/withdraw/", desk_views.review_step, {"step": "withdraw"}, name="knowhow-withdraw"),
    path("reviews/<int:pk>/link/", desk_views.approval_link, name="knowhow-link"),
    path("approve/<str:token>/", desk_views.approval, name="knowhow-approval"),
    path("approve/<str:token>/files/<int:number>/", desk_views.approval_file, name="knowhow-approval-file"),
]
