"""Code 5 was used for 发现问题待后续处理; in the national list it is 违反其他部门相关规定, so the trade's code takes its place.

What was decided already keeps its former words in the detail, which the public reads beside the code.
"""

from django.db import migrations

RENAME = """
UPDATE inspection_publication AS row
SET result_codes = (
        SELECT jsonb_agg(CASE WHEN kept.code <> '5' THEN kept.code ELSE
            CASE WHEN matter.classes <> '{}' AND matter.classes <@ '{CY,XS,SC,YP,QX}'::varchar[] THEN '3'
                 WHEN matter.classes = '{TS}'::varchar[] THEN '4' ELSE 'D' END END)
        FROM jsonb_array_elements_text(row.result_codes) AS kept(code)),
    detail = CASE WHEN row.state = 'pending' THEN row.detail ELSE left('发现问题待后续处理。' || row.detail, 500) END
FROM inspection_inspection AS record
    JOIN inspection_task AS task ON task.id = record.task_id
    JOIN inspection_matter AS matter ON matter.id = task.matter_id
WHERE record.id = row.inspection_id AND row.result_codes @> '["5"]'
"""


class Migration(migrations.Migration):
    dependencies = [("inspection", "0004_held_is_settled")]

    operations = [migrations.RunSQL(RENAME, migrations.RunSQL.noop)]
