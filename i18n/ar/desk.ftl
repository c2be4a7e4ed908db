# Preferences, undo, being away.

desk-undo = تراجع عن ذلك
desk-idle = لم يُفعل شيء هنا منذ فترة. بعد دقيقة واحدة تُغلق الجلسة ويضيع ما لم يكتمل.
desk-idle-stay = ابق في الجلسة
desk-preferences-title = التفضيلات
desk-preferences-what = أنت وحدك تراها. وهي تتبع حسابك لا هذا الجهاز.
desk-preferences-wrong = اختر مما هو معروض. لم يتغير شيء.
desk-preferences-keep = حفظ
desk-language-any = كما يطلب هذا المتصفح
desk-digits = الأرقام
desk-digits-hint = بالعربية، للأعداد والأوقات. أما الرموز فتبقى 0 إلى 9.
desk-theme = المظهر
desk-theme-auto = حسب إعداد هذا الجهاز
desk-theme-light = فاتح
desk-theme-dark = داكن
desk-theme-contrast = أسود على أبيض بخطوط واضحة
desk-zone = المنطقة الزمنية
desk-zone-hint = تُعرض الأوقات في الصفحات بها.
desk-mail = البريد
desk-mail-hint = يقول إن شيئًا ينتظر ومدى إلحاحه. ولا يقول ما هو أبدًا.
desk-mail-yes = راسلني عندما ينتظرني شيء
