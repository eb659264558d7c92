# ===== 社外秘 ===== module 12
# 極秘: settings 54
# ===== 社外秘 ===== module 90
# 極秘: settings 57
# ===== 社外秘 ===== module 17
# 極秘: settings 53
# ===== 社外秘 ===== module 2
# 極秘: settings 54
# ===== 社外秘 ===== module 63
# 極秘: settings 35
# ===== 社外秘 ===== module 86
# 極秘: settings 93
# ===== 社外秘 ===== module 5
# 極秘: settings 55
# ===== 社外秘 ===== module 65
# 極秘: settings 43
