"""What came of what: topic, plan line, workshop, article and the like, tied to each other both ways.

Features do not know each other. Each says here how its things are titled, addressed and permitted
(`kinds.register`), and draws the strip "dari mana, ke mana" from `links.strip`.
"""
