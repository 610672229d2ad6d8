"""The responsibility table: what the report of 6 February 2017 promises, and our story around it.

Where a row tells progress, the row is ours and says 示例. Rows of named enterprises carry planned
dates only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tools.make_sample.sites import FIRMS

# fmt: off
# A plan reads as a table: a line a thing.
HEADERS: Final = (
    "序号", "项目名称", "项目内容", "所属园区", "数量", "计量单位", "启动时间", "完成时间",
    "责任领导", "责任科室", "责任人", "进展情况", "实际启动", "实际完成", "备注",
    "图层", "前置任务", "调整完成时间",
)
# fmt: on

REPORT: Final = "来源：2017年2月6日报道"
DATED: Final = f"{REPORT}（事项和时限）；分工、数量分解和进展为示例"
"""The thing and its dates are in the report; who does it and how it goes is ours."""
NAMED: Final = f"{REPORT}（事项）；时限、分工和进展为示例"
"""The report names the thing; its dates are ours too."""
FIRM_NOTE: Final = f"{REPORT}（企业和时限）；报道未列进展，不作填写；分工为示例"
SAMPLE_ROW: Final = "示例：本行均为示意"

PARK: Final = {
    "food": "食品园·北片、食品园·南片",
    "food_north": "食品园·北片",
    "food_south": "食品园·南片",
    "xintang": "新塘园",
    "wuli": "五里园（永和二期）",
    "andong": "安东园",
    "fashion": "时尚园",
    "ecommerce": "电商园",
    "": "全区",
}
# fmt: off
# A plan reads as a table: a line a thing.
LEADERS: Final = {
    "food": "分管领导甲", "food_north": "分管领导甲", "food_south": "分管领导甲",
    "xintang": "分管领导乙", "wuli": "分管领导丙", "andong": "分管领导丙",
    "fashion": "分管领导丁", "ecommerce": "分管领导丁", "": "分管领导甲",
}
# fmt: on
BUILD: Final = "规划建设科"
TRADE: Final = "招商服务科"
ECONOMY: Final = "经济发展科"
SOCIAL: Final = "社会事务科"
SAFETY: Final = "安全环保科"
MONEY: Final = "财政金融科"
PARTY: Final = "党群工作科"
# fmt: off
# A plan reads as a table: a line a thing.
PERSONS: Final = {
    BUILD: "经办人甲", TRADE: "经办人乙", ECONOMY: "经办人丙", SOCIAL: "经办人丁",
    SAFETY: "经办人戊", MONEY: "经办人己", PARTY: "经办人庚",
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Task:
    """A row of the table. ``after`` names the keys of tasks that come first."""

    key: str
    name: str
    content: str
    park: str
    quantity: int
    unit: str
    start: str
    finish: str
    department: str
    layer: str = ""
    progress: str = ""
    actual_start: str = ""
    actual_finish: str = ""
    revised_finish: str = ""
    after: tuple[str, ...] = ()
    note: str = NAMED

    def row(self, number: int, numbers: dict[str, int]) -> list[str]:
        """Return its cells in the order of ``HEADERS``."""
        person = "、".join(PERSONS[d] for d in self.department.split("、"))
        return [
            str(number),
            self.name,
            self.content,
            PARK[self.park],
            str(self.quantity),
            self.unit,
            self.start,
            self.finish,
            LEADERS[self.park],
            self.department,
            person,
            self.progress,
            self.actual_start,
            self.actual_finish,
            self.note,
            self.layer,
            "、".join(str(numbers[key]) for key in self.after),
            self.revised_finish,
        ]


_FIRM_PLANS: Final = {
    "site": ("{}进场施工", "企业进场，开工建设", "3月底", ""),
    "half": ("{}投产", "企业建成投产", "", "上半年"),
    "end": ("{}投产（试投产）", "企业投产或试投产", "", "下半年"),
}


def _firm_task(firm: str, plan: str, park: str) -> Task:
    name, content, start, finish = _FIRM_PLANS[plan]
    # Only the plan of the seven that start building says in which part they are.
    return Task(
        f"firm_{firm}",
        name.format(firm),
        content,
        park if plan == "site" else "food",
        1,
        "家",
        start,
        finish,
        TRADE if plan == "site" else ECONOMY,
        "enterprises",
        note=FIRM_NOTE,
    )


_STOPS: Final = "新建公交停靠站"

# fmt: off
# A plan reads as a table: a line a thing.
TASKS: Final[tuple[Task, ...]] = (
    *(_firm_task(name, plan, spot[0]) for name, _, plan, spot in FIRMS),
    Task("food_market", "食品市场交付", "建成并交付商户", "food_south", 1, "处", "", "7月",
         f"{TRADE}、{ECONOMY}", "services", "在建（内部装修）", "2017-03-06",
         note=DATED),
    Task("stops_food_north", "食品园北片公交站", _STOPS, "food_north", 5, "座", "4月份", "6月底前",
         BUILD, "busstops", "已投用", "2017-04-05", "2017-05-24",
         note=DATED),
    Task("stops_food_south", "食品园南片公交站", _STOPS, "food_south", 3, "座", "4月份", "6月底前",
         BUILD, "busstops", "在建（2座正在施工）", "2017-05-16",
         note=DATED),
    Task("stops_xintang_1", "新塘园公交站（第一批）", _STOPS, "xintang", 4, "座", "4月份",
         "6月底前", BUILD, "busstops", "已投入使用", "2017-04-06", "2017-05-12",
         note=DATED),
    Task("stops_xintang_2", "新塘园公交站（第二批）", _STOPS, "xintang", 1, "座", "4月份",
         "6月底前", BUILD, "busstops", "已完工，待验收", "2017-04-20",
         note=DATED),
    Task("stops_wuli", "五里园公交站", _STOPS, "wuli", 5, "座", "4月份", "6月底前",
         BUILD, "busstops", "正在施工", "2017-04-11",
         note=DATED),
    Task("stops_andong", "安东园公交站", _STOPS, "andong", 4, "座", "4月份", "6月底前",
         BUILD, "busstops", "正在报批（占道许可未批复）",
         note=DATED),
    Task("stops_fashion", "时尚园公交站", _STOPS, "fashion", 3, "座", "4月份", "6月底前",
         BUILD, "busstops", "正在施工", "2017-04-07",
         note=DATED),
    Task("stops_ecommerce", "电商园公交站", _STOPS, "ecommerce", 3, "座", "4月份", "6月底前",
         BUILD, "busstops", "正在施工", "2017-04-10",
         note=DATED),
    Task("toilet_food", "食品园公厕", "新建公共厕所", "food_north", 1, "座", "4月份", "6月底前",
         f"{BUILD}、{SOCIAL}", "toilets", "已投用", "2017-04-08", "2017-05-26",
         note=DATED),
    Task("toilet_xintang", "新塘园公厕", "新建公共厕所", "xintang", 1, "座", "4月份", "6月底前",
         f"{BUILD}、{SOCIAL}", "toilets", "正在施工", "2017-04-24",
         note=DATED),
    Task("toilet_wuli", "五里园公厕", "新建公共厕所", "wuli", 1, "座", "4月份", "6月底前",
         f"{BUILD}、{SOCIAL}", "toilets", "停工（管线迁改）", "2017-04-20", after=("pipes_wuli",),
         note=DATED),
    Task("siting_9", "第九小学、第九幼儿园选址", "确定新塘园校址", "xintang", 2, "所", "一季度",
         "3月底", f"{SOCIAL}、{BUILD}", "", "已选址", "2017-02-13", "2017-03-24",
         note=DATED),
    Task("permits_9", "第九小学、第九幼儿园报批", "办理报批手续和规划调整", "xintang", 2, "所",
         "4月份", "6月底前", BUILD, "", "正在报批（规划调整已受理）", "2017-04-05",
         after=("siting_9",),
         note=DATED),
    Task("school_9", "第九小学", "年底前动工建设", "xintang", 1, "所", "年底前", "", SOCIAL,
         "schools", "正在报批", after=("permits_9",),
         note=DATED),
    Task("kindergarten_9", "第九幼儿园", "年底前动工建设", "xintang", 1, "所", "年底前", "",
         SOCIAL, "schools", "正在报批", after=("permits_9",),
         note=DATED),
    Task("school_8", "第八实验小学", "动工建设", "wuli", 1, "所", "年内", "2018年8月", SOCIAL,
         "schools", "在建（基础施工）", "2017-04-18"),
    Task("kindergarten_wuli", "五里幼儿园", "动工建设", "wuli", 1, "所", "年内", "2018年8月",
         SOCIAL, "schools", "招标中"),
    Task("party_centre", "党群服务中心", "装修并启用", "fashion", 1, "处", "一季度", "6月底前",
         PARTY, "services", "试运行", "2017-02-20"),
    Task("health_centre", "社区卫生服务中心", "建设社区卫生服务中心", "wuli", 1, "处", "3月",
         "年底前", SOCIAL, "services", "在建", "2017-03-27"),
    Task("smart_food", "食品园智慧公共服务平台", "地面设施三维展示与公共服务", "food", 1, "套",
         "二季度", "年底前", ECONOMY, "services", "正在施工", "2017-04-25"),
    Task("smart_xintang", "新塘园智慧公共服务平台", "地面设施三维展示与公共服务", "xintang", 1,
         "套", "下半年", "年底前", ECONOMY, "services", "已立项"),
    Task("smart_wuli", "五里园智慧公共服务平台", "地面设施三维展示与公共服务", "wuli", 1, "套",
         "下半年", "年底前", ECONOMY, "services", "已立项"),
    Task("smart_andong", "安东园智慧公共服务平台", "地面设施三维展示与公共服务", "andong", 1,
         "套", "下半年", "年底前", ECONOMY, "services", "谋划中"),
    Task("smart_fashion", "时尚园智慧公共服务平台", "地面设施三维展示与公共服务", "fashion", 1,
         "套", "7月", "年底前", ECONOMY, "services", "招标中"),
    Task("smart_ecommerce", "电商园智慧公共服务平台", "地面设施三维展示与公共服务", "ecommerce",
         1, "套", "一季度", "上半年", ECONOMY, "services", "试运行", "2017-02-15"),
    Task("power_xintang", "新塘变电站", "新建110千伏变电站", "xintang", 1, "座", "一季度",
         "年底前", BUILD, "utilities", "在建", "2017-03-20"),
    Task("power_food", "食园开闭所", "新建10千伏开闭所", "food_south", 1, "座", "2月", "上半年",
         BUILD, "utilities", "已投用", "2017-02-20", "2017-05-18"),
    Task("power_andong", "安东配电站", "新建配电站", "andong", 1, "座", "4月份", "9月底",
         BUILD, "utilities", "正在报批（用地手续补正）"),
    Task("pipes_food", "食园雨污管网", "雨污分流管网改造", "food_north", 1, "项", "3月份",
         "8月底", f"{BUILD}、{SAFETY}", "utilities", "正在施工", "2017-03-15"),
    Task("pipes_wuli", "五里管线迁改", "迁改道路下管线", "wuli", 1, "项", "4月份", "7月底",
         BUILD, "utilities", "在建", "2017-05-22"),
    Task("pipes_andong", "安东供水管网", "新建供水管网", "andong", 1, "项", "二季度", "年底前",
         BUILD, "utilities", "正在报批"),
    Task("road_avenue", "园区大道提升", "路面和人行道提升", "food_south", 1, "项", "2月底",
         "6月中旬", BUILD, "utilities", "已投入使用", "2017-02-27", "2017-05-20"),
    Task("road_fashion", "时尚横路拓宽", "拓宽园区道路", "fashion", 1, "条", "3月", "2017年9月",
         BUILD, "utilities", "正在施工", "2017-03-21"),
    Task("road_andong", "安东四路拓宽", "拓宽园区道路", "andong", 1, "条", "一季度", "年底前",
         BUILD, "utilities", "正在报批（许可未批复）"),
    Task("fire", "新塘消防站", "新建消防站", "xintang", 1, "座", "2月", "年底前",
         f"{SAFETY}、{BUILD}", "utilities", "在建（主体施工）", "2017-02-27"),
    Task("waste_food", "食园垃圾转运站", "改建垃圾转运站", "food_north", 1, "座", "一季度",
         "6月底前", SAFETY, "utilities", "试运行", "2017-03-02"),
    Task("waste_wuli", "五里垃圾转运站", "新建垃圾转运站", "wuli", 1, "座", "下半年", "年内",
         SAFETY, "utilities", "已选址"),
    Task("sewage_xibian", "溪边污水处理厂", "污水处理厂改造", "", 1, "座", "2月底", "4月底前",
         SAFETY, "utilities", "正在施工", "2017-04-05"),
    Task("sewage_andong", "安东污水提升泵站", "泵站扩建", "andong", 1, "座", "2017年1月",
         "3月底", SAFETY, "utilities", "在建", "2017-03-13", revised_finish="9月底前"),
    Task("land", "土地供应", "全年供应工业和配套用地130公顷以上", "", 130, "公顷", "", "年底前",
         f"{BUILD}、{TRADE}", note=f"{REPORT}（事项和数量）；分工为示例"),
    Task("yard", "五里园临时堆场整治", "清理临时堆场", "wuli", 1, "处", "3月", "5月", SAFETY,
         "", "已取消（并入管线迁改）", note=SAMPLE_ROW),
    Task("budget", "基础设施资金落实", "落实年度配套资金", "", 1, "项", "一季度", "上半年", MONEY,
         "", "正在审批", "2017-03-10", note=SAMPLE_ROW),
)
# fmt: on


def number_tasks() -> dict[str, int]:
    """Return the 序号 of each task by its key."""
    return {task.key: number for number, task in enumerate(TASKS, 1)}
