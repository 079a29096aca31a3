"""岗位与授权 Offices: posts, who holds them until when, and which roles follow from it.

Words: post 岗位, appointment 任职, deputy 代理, grant 授权, hand-over 离岗交接.
Below: bodies, whose posts they are. Above: what hangs on a person in other apps, such as the
views of cases, is told to the hand-over by the site (`LIREN_HOLDINGS`).
"""
