# من المسودة إلى الهواتف.

publish-tabs = صفحات هذه الاستمارة
publish-tab-versions = الإصدارات
publish-tab-draft = المسودة
publish-tab-files = ملفات المسودة
publish-tab-code = التجربة
publish-tab-look = معاينة
publish-tab-changes = الفروق
publish-waits = بانتظار شخص ثانٍ
publish-by-second = نشرها { $name }

# خطوات
publish-steps-lead = من الأعلى إلى الأسفل: بعدها تصل إلى الهواتف.
publish-step-definition = التعريف
publish-step-files = الملفات
publish-step-findings = ما وجده الفحص
publish-step-look = انظر إليها
publish-step-test = جرّبها على هاتف
publish-step-ask = اطلب النشر
publish-step-second = شخص ثانٍ ينشر
publish-step-publish = النشر
publish-blocked = ليس بعد: أصلح ما وجده الفحص أعلاه وارفع التعريف مجددًا.
publish-saved-by = حفظها { $name } { $moment }. لم تصل إلى الهواتف بعد.
publish-look-what = اقرأ كل سؤال كما يطرحه الهاتف، بكل لغة من لغات الاستمارة.
publish-look-go = معاينة
publish-changes-go = ما يختلف عن الإصدار الموجود في الهواتف
publish-test-what = املأها على هاتف حقيقي. ما يُرسل يُفحص ولا يُحفظ.
publish-test-go = اعرض رمز التجربة
publish-ask = اطلب من شخص ثانٍ
publish-asked-by = طلب ذلك { $name } { $moment }.
publish-asked = طُلب { $moment }.
publish-withdraw = اسحب الطلب
publish-not-asked = لم يطلب أحد بعد. إذا تغيّرت المسودة فيجب الطلب من جديد.
publish-second-you = لم تصنع أنت هذه المسودة. انظر إليها، وانشرها إن كانت صحيحة.
publish-second-other = من حفظ هذه المسودة أو غيّر ملفاتها أو طلب نشرها لا يستطيع نشرها. يفعل ذلك شخص آخر من إدارة هذا الخادم. إذا غيّرها الجميع، فليحفظها شخص واحد من جديد وحده.
publish-second-admin = ينشرها شخص من إدارة هذا الخادم لم يشارك فيها.

# الملفات
publish-files-title = ملفات المسودة
publish-files-lead = صور وأصوات وجداول تذكرها الاستمارة. تحصل عليها الهواتف مع الاستمارة.
publish-files-none = لا تحتاج هذه الاستمارة إلى ملفات.
publish-files-here = الملفات الموجودة: { $here } من { $all }.
publish-files-go = اعرض الملفات
publish-files-caption = ملفات تذكرها المسودة
publish-files-name = الملف
publish-files-kind = النوع
publish-files-state = الحالة
publish-files-do = تغيير
publish-kind-image = صورة
publish-kind-audio = صوت
publish-kind-video = فيلم
publish-kind-file = بيانات
publish-file-here = موجود
publish-file-list = من قائمة كيانات
publish-file-missing = ناقص
publish-file-choose = الملف
publish-file-upload = ارفع هذا الملف
publish-file-remove = أزله
publish-size = { $kb } ك.ب
publish-lists = تحفظ هذه الاستمارة قوائم كيانات: { $names }.
publish-wrong-nothing = اختر ملفًا.
publish-back = العودة إلى الاستمارة

# التجربة
publish-code-title = تجربة مسودة
publish-code-heading = جرّب الإصدار { $version } على هاتف
publish-code-kept-title = يُفحص ولا يُحفظ.
publish-code-kept = ما يرسله الهاتف أثناء التجربة يُفحص كما سيُفحص لاحقًا ثم يُنسى فورًا: لا حالة ولا إحالة ولا شيء يُقرأ. ومع ذلك اكتب إجابات مخترعة.
publish-code-lead = ينشئ الرمز مشروعًا منفصلًا في ODK Collect إلى جانب المشروع الحقيقي. يعمل إلى أن تُستبدل المسودة أو تُنشر أو تُحذف.
publish-code-show = اعرض الرمز
publish-code-once = امسحه الآن: الرمز موجود في هذه الصفحة فقط، وإعادة تحميلها لا تعرضه من جديد. من لديه الرمز يستطيع قراءة أسئلة المسودة.
publish-code-qr = رمز QR بإعدادات التجربة في ODK Collect
publish-code-step-1 = افتح ODK Collect على الهاتف.
publish-code-step-2 = اختر «إضافة مشروع» ثم وجّه الكاميرا إلى الرمز.
publish-code-step-3 = املأ الاستمارة وأرسلها.
publish-code-step-4 = احذف ذلك المشروع من الهاتف بعد ذلك.
