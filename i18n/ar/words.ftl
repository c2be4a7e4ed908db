# Words of closed sets: the set's name, then the word.

# Roles
role-admin = المدير التقني
role-supervisor = المشرف
role-caseworker = أخصائي الحالات
role-focal_point = مسؤول الاتصال
role-data_manager = مسؤول البيانات
role-auditor = المدقق
role-coordination = التنسيق

# Urgencies
urgency-u0 = فوري
urgency-u1 = طارئ
urgency-u2 = عاجل
urgency-u3 = عادي

# Kinds of agencies
agency-kind-ngo = منظمة غير حكومية
agency-kind-un = الأمم المتحدة، دولية
agency-kind-government = السلطات
agency-kind-police = الشرطة أو النيابة
agency-kind-military = الجيش
agency-kind-camp_management = من يدير موقعًا
agency-kind-health_facility = عيادة أو مستشفى
agency-kind-community = المجتمع المحلي
agency-kind-other = أخرى

# States of submissions, and what to do
submission-state-waiting_media = بانتظار الملفات
submission-state-waiting_media-next = ما زالت بعض الملفات في الهاتف. اطلب من مستخدمه أن يتصل بالشبكة ويرسل مجددًا. لا يضيع شيء ما دامت النسخة في الهاتف.
submission-state-received = وصل
submission-state-received-next = سيُفتح بعد لحظة. لا شيء يجب فعله.
submission-state-waiting_key = بانتظار المفتاح
submission-state-waiting_key-next = يجب أن يفتح أحد حاملي المفاتيح قفل مفاتيح المنظمة، أو أن يعيد فتح المفتاح الخارج من الخدمة الذي كُتب له. بعد ذلك يُفتح من تلقاء نفسه.
submission-state-key_disabled = المفتاح معطّل
submission-state-key_disabled-next = المفتاح الذي كُتب له معطّل. إن فعّله أحد حاملي المفاتيح فُتح من تلقاء نفسه، وإلا فاطلب من مستخدم الهاتف أن يجلب الاستمارة من جديد ويملأها مرة أخرى.
submission-state-key_unknown = المفتاح ليس هنا
submission-state-key_unknown-next = المفتاح الذي كُتب له ليس هنا أو أُتلف. اطلب من مستخدم الهاتف أن يجلب الاستمارة من جديد ويملأها مرة أخرى. إن كانت لدى المنظمة نسخة من المفتاح أمكن فتحه دون اتصال.
submission-state-stopped = موقوف
submission-state-stopped-next = إيقاف طارئ سارٍ. يُفتح من تلقاء نفسه عندما يرفع أحد حاملي المفاتيح الإيقاف.
submission-state-damaged = تالف
submission-state-damaged-next = تعذّر فتحه، أو أنه غير كامل أو مُسّ. اطلب من مستخدم الهاتف أن يُبقي النسخة في الهاتف، ثم حاول مجددًا.
submission-state-sealed = فُتح وخُتم
submission-state-sealed-next = لا شيء يجب فعله.
submission-state-erased = مُحي
submission-state-erased-next = مُحي ولم يبقَ منه شيء. تقول شهادة متى ولماذا.

# States of forms, and what they mean
form-state-open = مفتوحة
form-state-open-next = تستطيع الهواتف الحصول عليها والإرسال.
form-state-closing = قيد الإغلاق
form-state-closing-next = لا تستطيع هواتف جديدة الحصول عليها. الهواتف التي لديها الاستمارة ما زالت تستطيع الإرسال.
form-state-closed = مغلقة
form-state-closed-next = لا تستطيع الهواتف الحصول عليها ولا الإرسال.

# What keys are for
key-purpose-collection = مفتاح الجمع
key-purpose-collection-next = تقفل الهواتف به كل إرسال.
key-purpose-cases = مفتاح الحالات
key-purpose-cases-next = تُختم به الحالات والإحالات.
key-purpose-identity = مفتاح الهوية
key-purpose-identity-next = تُختم به الأسماء وبيانات التواصل.
key-purpose-worker = مفتاح جهاز المنظمة نفسها
key-purpose-worker-next = يوقّع الجهاز به ما يطلبه من هذا الخادم.

# States of keys
key-state-pending = بانتظار الشخص الثاني
key-state-active = قيد الاستخدام
key-state-retiring = استُبدل: ما زال يفتح ما ترسله الهواتف به
key-state-retired = خارج الخدمة: لا يفتح شيئًا
key-state-destroyed = أُتلف
key-state-disabled = معطّل

# How keys are kept
custody-unattended = يحفظه هذا الخادم: يفتح ليلًا ونهارًا
custody-passphrase = تحت عبارة مرور: يفتح فقط ما دام قفله مفتوحًا
custody-agency = في جهاز المنظمة نفسها: لا يحصل عليه هذا الخادم أبدًا

# Stages
stage-context = تحليل الموقع
stage-screen = المحادثة الأولى
stage-consent = الموافقة
stage-verify = المقابلة
stage-intake = فتح الحالة
stage-id = الهوية
stage-safety = خطة السلامة
stage-needs = الاحتياجات والخطة
stage-refer = الإحالة
stage-feedback = الإفادة الراجعة
stage-follow = المتابعة
stage-close = الإغلاق
stage-incident = حادث يمس السلامة
stage-provider = دليل مقدّمي الخدمات
stage-rights = طلب يتعلق بالحقوق

# Services
service-protection_cm = إدارة حالات الحماية
service-safe_shelter = مأوى آمن
service-medical = رعاية صحية
service-cmr = رعاية صحية عاجلة
service-mhpss = الصحة النفسية والدعم
service-legal = مشورة قانونية
service-law_enforcement = الشرطة والنيابة
service-child_protection = حماية الطفل
service-gbv = إدارة حالات العنف القائم على النوع الاجتماعي
service-tracing = البحث عن الأسرة
service-documentation = الوثائق المدنية
service-livelihoods = سبل العيش والتدريب والمساعدة النقدية
service-education = التعليم
service-basic_needs = الاحتياجات الأساسية
service-return_reintegration = العودة وإعادة الإدماج
service-asylum_unhcr = اللجوء وحماية اللاجئين
service-migrant_iom = مساعدة المهاجرين
service-reintegration_armed = إعادة الإدماج
service-security = مسؤول الاتصال الأمني
service-prevention = المعلومات والوقاية
service-sea_channel = قناة مستقلة
service-review = مراجعة المشرف
service-data_officer = مسؤول حماية البيانات

# Where a referral stands
referral-state-draft = قيد الإعداد
referral-state-held = محتفَظ بها هنا: لم تُشارَك
referral-state-sent = جديدة
referral-state-seen = اطُّلع عليها
referral-state-info_requested = طُرح سؤال
referral-state-accepted = مقبولة
referral-state-in_progress = قيد التنفيذ
referral-state-delivered = قُدّمت الخدمة
referral-state-closed = مغلقة
referral-state-declined = مرفوضة
referral-state-recalled = مسحوبة
referral-state-expired = لم يُرَد في الوقت المحدد
referral-state-unplaced = لم يبقَ أحد
referral-state-person_declined = اختار الشخص غير ذلك
referral-state-sent-sender = لم يُطَّلع عليها بعد
referral-state-seen-sender = اطُّلع عليها بلا رد بعد
referral-state-info_requested-sender = تنتظر إجابتك
referral-state-expired-sender = لم يُرَد؛ سُئلت المنظمة التالية
referral-state-unplaced-sender = لم يبقَ أحد يُسأل

# Why an agency declines
decline-reason-no_capacity = لا قدرة لدينا الآن
decline-reason-not_eligible = لا يستطيع الشخص الحصول على خدمتنا
decline-reason-wrong_area = خارج منطقتنا
decline-reason-wrong_service = ليست خدمتنا
decline-reason-conflict_of_interest = تضارب مصالح
decline-reason-safety = لا نستطيع فعله بأمان
decline-reason-no_consent_for_data_needed = نحتاج أن نعرف أكثر مما وُوفق عليه
decline-reason-duplicate = نعرف هذا الشخص من قبل
decline-reason-other = سبب آخر

# What a receiver asks
question-still_wanted = هل ما زال الشخص يريد هذا؟
question-contact_still_safe = هل ما زالت طريقة التواصل المتفق عليها آمنة؟
question-can_travel = هل يستطيع الشخص المجيء إلينا؟
question-may_bring_somebody = هل يمكن أن يرافقه شخص يثق به؟
question-needs_interpreter = هل يلزم مترجم؟
question-needs_access = هل يحتاج الشخص مساعدة في الدخول أو التنقل؟
question-comes_with_dependants = هل يأتي معه من يعتمدون عليه؟
question-can_wait_a_day = هل يمكن الانتظار يومًا؟

# What an owner answers
reply-yes = نعم
reply-no = لا
reply-not_known = لا نعرف ولا نستطيع السؤال بأمان الآن
reply-not_to_be_told = لا يريد الشخص أن يُقال هذا

# What a service came to
service-outcome-whole = كل ما اتُّفق عليه
service-outcome-partly = جزء منه
service-outcome-ongoing = ما زالت مستمرة
service-outcome-ended_early = انتهت قبل موعدها

# Why a referral is taken back
recall-reason-withdrawn = سحب الشخص موافقته
recall-reason-sent_in_error = ما كان ينبغي إرسالها
recall-reason-safety = لن يكون الأمر آمنًا هناك
recall-reason-not_needed = لم تعد لازمة
recall-reason-other = سبب آخر

# What a receiver says after it was taken back
statement-nothing_kept = لم نحتفظ بشيء خارج هذا النظام
statement-destroyed = أتلفنا ما كنا قد احتفظنا به
statement-kept_by_law = يُلزمنا القانون بالاحتفاظ بشيء

# For what contact is opened
purpose-first_contact = للقاء الشخص أول مرة
purpose-service = لتقديم الخدمة
purpose-safety = للتأكد من سلامة الشخص
purpose-follow_up = لمعرفة كيف سارت الأمور

# Review of submissions
review-state-received = مستلم
review-state-hasissues = فيه مشكلات
review-state-edited = معدَّل
review-state-approved = مقبول
review-state-rejected = مرفوض
change-changed = تغيَّرت
change-added = أُضيفت
change-removed = أُزيلت

# Kinds of browsers; why somebody is let in again
browser-firefox = Firefox
browser-chrome = Chrome
browser-safari = Safari
browser-edge = Edge
browser-opera = Opera
browser-collect = ODK Collect
browser-other = برنامج آخر
recovery-reason-phone_lost = الهاتف ضائع أو مسروق
recovery-reason-phone_changed = الهاتف معطّل أو جديد
recovery-reason-passkey_gone = مفتاح المرور لم يعد موجودًا
recovery-reason-other = شيء آخر

# ما يطلبه السؤال
asks-text = نص
asks-number = عدد صحيح
asks-decimal = عدد
asks-date = تاريخ
asks-time = وقت
asks-moment = تاريخ ووقت
asks-one = خيار واحد
asks-many = عدة خيارات
asks-rank = ترتيب
asks-place = مكان على الخريطة
asks-image = صورة
asks-audio = صوت
asks-video = فيلم
asks-file = ملف
asks-barcode = رمز شريطي
asks-range = رقم من مقياس
asks-confirm = علامة للتأكيد
asks-note = نص للقراءة
asks-calculated = محسوب
