"""`benefits migrate` (升级数据库): bring a database to this program's schema, in one transaction."""

from api.options import Lang, language_for
from api.serve_command import DatabaseUrl, SettingsFile, problems_told


def migrate(
    database: DatabaseUrl = None, settings_file: SettingsFile = None, lang: Lang = None
) -> None:
    from api.settings_read import settings_of
    from benefits.stores.database import opened
    from benefits.stores.site import migrated

    language = language_for(lang)
    with problems_told(language):
        settings = settings_of(settings_file, {"database": database})
        there = opened(settings.database_url)
        try:
            before, after = migrated(there)
        finally:
            there.close()
    print(f"{before} → {after}")
