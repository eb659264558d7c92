# ===== 社外秘 ===== module 87
# 極秘: settings 95
# ===== 社外秘 ===== module 63
# 極秘: settings 82
# ===== 社外秘 ===== module 12
# 極秘: settings 54
# ===== 社外秘 ===== module 90
# 極秘: settings 57
# ===== 社外秘 ===== module 17
# 極秘: settings 53
# ===== 社外秘 ===== module 2
# 極秘: settings 54
