"""What the replies of the small study are worth, message by message."""


def rows(messages, hostile=""):
    quality, points, promises = [], [], []
    for at, row in enumerate(messages):
        if not row["reply"]:
            continue
        moved, date = "已转有关部门办理", row["reply_date"]
        quality.append({
            "doc_id": row["doc_id"], "office": f"云溪市办事大厅{hostile}", "characters": len(row["reply"]),
            "body_characters": len(row["reply"]), "relevance": 0.25 + at / 1000, "on_topic": at % 2 == 0, "points": 2,
            "points_answered": 1, "completeness": 0.5, "template_share": 0.4, "template": False,
            "template_evidence": [moved] if at % 3 == 0 else [], "referral": "transferred", "referral_evidence": moved,
            "commitments": 1, "dated_commitments": at % 2, "rules_cited": [f"《办事规程》{hostile}"], "gives_reason": None,
        })
        points += [
            {"doc_id": row["doc_id"], "point": 1, "form": "request", "asked": f"希望尽快处理{hostile}", "answered": True,
             "taken_up": 0.5, "evidence": moved},
            {"doc_id": row["doc_id"], "point": 2, "form": "reason", "asked": EVIDENCE_OF_NONE, "answered": False, "taken_up": None,
             "evidence": None},
        ]
        promises.append({
            "doc_id": row["doc_id"], "commitment": 1, "text": f"第{at}号", "date_text": "三日内" if at % 2 else None,
            "due_date": date if at % 2 else None,
        })
    return {"reply_quality": quality, "reply_points": points, "reply_commitments": promises}


EVIDENCE_OF_NONE = "为什么这么久？"
