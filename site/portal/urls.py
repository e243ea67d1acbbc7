from django.conf import settings
from django.urls import path

from portal.views import demo, duties, found, gallery, glossary, health, home, media, search, territories, theme

urlpatterns = [
    path("robots.txt", found.robots, name="robots"),
    path("sitemap.xml", found.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", found.sitemap, name="sitemap_part"),
    path("accueil/", home.home, name="home"),
    path("recherche/", search.search, name="search"),
    path("glossaire/", glossary.glossary, name="glossary"),
    path("territoires/", territories.directory, name="territories"),
    path("territoires/<slug:slug>/", territories.territory, name="territory"),
    path("apparence/", theme.choose, name="theme"),
    path("composants/", gallery.components, name="gallery"),
    path("sante/", health.health, name="health"),
    path("confidentialite/", duties.privacy, name="privacy"),
    path("accessibilite/", duties.accessibility, name="accessibility"),
    path("mentions-legales/", duties.legal, name="legal"),
    path("media/<path:name>", media.image, name="media"),
]

if settings.DEMO:
    urlpatterns += [
        path("demo/courriels/", demo.mailbox, name="demo_mailbox"),
        path("demo/courriels/<str:name>/", demo.mail, name="demo_mail"),
    ]
