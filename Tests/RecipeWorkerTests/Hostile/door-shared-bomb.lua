-- expect: error holds more than a million values
-- Forty doublings of one table: small here, endless when written out.
local t = { 1 }
for i = 1, 40 do t = { t, t } end
work { value = t }
