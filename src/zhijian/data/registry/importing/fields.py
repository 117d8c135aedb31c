"""Columns of the register's import."""

from zhijian.data.exchange.importers import ImportField

FIELDS: tuple[ImportField, ...] = (
    ImportField(
        name="code",
        heading="统一社会信用代码",
        aliases=("信用代码", "社会信用代码", "注册号", "统一社会信用代码/注册号"),
        example="92990102MA0000001X",
        help="18 位统一社会信用代码；尚未换发的填 15 位注册号。没有的留空，按名称和住所匹配。",
    ),
    ImportField(
        name="name",
        heading="名称",
        aliases=("主体名称", "企业名称", "单位名称", "字号名称", "市场主体名称"),
        required=True,
        example="南湖区好味来餐饮店",
        help="营业执照上的全称。",
    ),
    ImportField(
        name="entity_type", heading="主体类型", aliases=("类型", "企业类型"), example="9500", help="类型代码。"
    ),
    ImportField(
        name="legal_person",
        heading="法定代表人",
        aliases=("负责人", "经营者", "法定代表人（负责人）", "法人代表", "法人"),
        example="林某",
    ),
    ImportField(
        name="phone",
        heading="联系电话",
        aliases=("电话", "手机", "手机号"),
        example="13000000000",
        help="手机或带区号的固话。",
    ),
    ImportField(
        name="address",
        heading="住所",
        aliases=("地址", "经营场所", "住所（经营场所）", "注册地址"),
        example="南湖区试验路1号",
    ),
    ImportField(name="street", heading="所属街道", aliases=("街道", "乡镇街道"), example="南湖街道"),
    ImportField(name="industry", heading="行业代码", aliases=("行业",), example="H6210"),
    ImportField(
        name="established_on",
        heading="成立日期",
        aliases=("注册日期", "成立时间"),
        example="2020-01-31",
        help="如 2020-01-31。",
    ),
    ImportField(
        name="capital", heading="注册资本(万元)", aliases=("注册资本", "资金数额"), example="10", help="单位：万元。"
    ),
    ImportField(
        name="status",
        heading="状态",
        aliases=("登记状态", "经营状态"),
        example="存续",
        help="存续、注销、吊销，未注销等。",
    ),
    ImportField(
        name="supervision_classes",
        heading="监管类别",
        aliases=("类别",),
        example="CY、XS",
        help="CY 餐饮服务、XS 食品销售、YP 药品零售、QX 医疗器械经营、TS 特种设备使用，多个用、隔开。",
    ),
    ImportField(
        name="licences", heading="许可证编号", aliases=("许可证号",), example="JY23206120000016", help="多个用、隔开。"
    ),
    ImportField(
        name="licence_ends",
        heading="许可证有效期至",
        aliases=("有效期至",),
        example="2030-01-31",
        help="与许可证编号顺序一致，多个用、隔开；没有期限的写“长期”。",
    ),
    ImportField(name="lon", heading="经度", example="120.900000", help="CGCS2000/WGS-84，度。"),
    ImportField(name="lat", heading="纬度", example="32.000000", help="CGCS2000/WGS-84，度。"),
)
