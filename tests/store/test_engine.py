"""The engine: bounded in memory, in UTC."""

from accord.store.engine import connect


def test_the_engine_is_bounded_spills_to_the_folder_and_counts_in_utc(tmp_path):
    connection = connect(tmp_path, memory_limit="100MB")
    settings = connection.raw_sql(
        "SELECT current_setting('memory_limit'), current_setting('temp_directory'), "
        "current_setting('TimeZone')"
    ).fetchone()
    connection.disconnect()
    assert settings == ("95.3 MiB", str(tmp_path), "UTC")
