# Emergency stops.

stops-title = الإيقافات الطارئة
stops-lead = ما يُوقَف لا تصله استمارات ولا يُفتح منه شيء ولا يُعرض. ما ترسله الهواتف ما زال يُستلم مقفلًا كما هو، ويُفتح عند رفع الإيقاف.
stops-list = الإيقافات
stops-none = لا شيء موقوف.
stops-lifted = رُفع
stops-stopped = موقوف
stops-because = السبب
stops-since = منذ
stops-lift = ارفع هذا الإيقاف
stops-new-title = أوقف شيئًا الآن
stops-what = ماذا
stops-reason = السبب
stops-reason-hint = يقرؤه آخرون. لا تذكر اسم شخص ولا حالة.
stops-new = أوقفه الآن

# What may be stopped
stops-agency = كل ما يخص { $agency }
stops-form = الاستمارة { $form } في { $project }
stops-phone = الهاتف { $phone } في { $project }
stops-area = كل هواتف المنطقة { $area }
stops-user = { $name }، صاحب حساب
stops-wrong-what = اختر ما تريد إيقافه.
stops-wrong-reason = اكتب السبب.
stops-all = كل شيء في كل مكان
