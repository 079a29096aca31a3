from django.db import migrations

# what is written once stays as it is; only its sealed values may be sealed anew, and as nothing
# but sealed values
MAKE = """
CREATE FUNCTION liren_renew(place regclass, col text, pk text, keys bigint[], olds text[], news text[])
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    changed bigint;
BEGIN
    IF EXISTS (SELECT FROM unnest(olds || news) AS v WHERE v !~ '^k[0-9]+:[A-Za-z0-9+/]{38,}=*$') THEN
        RAISE EXCEPTION 'sealed values only';
    END IF;
    EXECUTE format(
        'UPDATE %s t SET %I = v.new FROM unnest($1, $2, $3) AS v(key, old, new)'
        ' WHERE t.%I = v.key AND t.%I = v.old', place, col, pk, col
    ) USING keys, olds, news;
    GET DIAGNOSTICS changed = ROW_COUNT;
    RETURN changed;
END $$;
REVOKE ALL ON FUNCTION liren_renew(regclass, text, text, bigint[], text[], text[]) FROM PUBLIC;
"""
DROP = "DROP FUNCTION liren_renew(regclass, text, text, bigint[], text[], text[])"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0008_masked_names'),
    ]

    operations = [migrations.RunSQL(MAKE, DROP)]
