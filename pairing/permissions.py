"""What each duty may do with schools and pairings. Notice (三): the city pairs its own, the province the 重点院校."""

from portal.access import EVERYONE, grant
from portal.models import Role

_CITY = (Role.FILLER, Role.LEAD)
_PROVINCE = (Role.REVIEWER, Role.FINALISER)

VIEW = grant("pairing.view", *_CITY, *_PROVINCE, Role.SCHOOL, Role.COUNTY, Role.DATA_ADMIN)
PUBLIC = grant("pairing.public", *EVERYONE)  # 附件1 and the list of poverty counties are public documents
ADD = grant("pairing.add_school", *_CITY, *_PROVINCE, Role.DATA_ADMIN)
CHANGE = grant("pairing.change_school", *_CITY, *_PROVINCE, Role.DATA_ADMIN)
ASSIGN = grant("pairing.assign_seat", *_PROVINCE, Role.DATA_ADMIN)
PAIR = grant("pairing.pair", *_CITY, *_PROVINCE, Role.DATA_ADMIN)
