# Agencies.

agencies-title = المنظمات
agencies-lead = ترى حالات المفاتيح وبصماتها. لا يستطيع إنشاءها أو فتح قفلها أو تعطيلها إلا حاملو مفاتيح المنظمة نفسها.
agencies-none = لا منظمات بعد.
agencies-none-add = أضف الأولى أدناه.
agencies-none-then = ثم ادعُ مسؤول الاتصال ومسؤول البيانات فيها: هما ينشئان مفاتيحها.
agencies-disabled = معطّلة
agencies-services = الخدمات
agencies-no-key = لا مفتاح
agencies-no-key-hint = لا تستطيع الهواتف الإرسال بعد. ذكّر مسؤول الاتصال ومسؤول البيانات فيها بإنشاء المفاتيح.
agencies-keys-of = مفاتيح { $name }
agencies-key = المفتاح
agencies-state = الحالة
agencies-first = <strong>لا أحد يعمل هنا بعد.</strong> ادعُ مسؤول الاتصال فيها، وهو يدعو كل الآخرين. يمكنك فعل هذا مرة واحدة.
agencies-services-more = غيّر الخدمات…
agencies-services-of = خدمات { $name }
agencies-services-save = احفظ الخدمات
agencies-add-title = أضف منظمة
agencies-code = رمز قصير
agencies-code-hint = من 2 إلى 20 حرفًا لاتينيًا أو رقمًا أو شرطة، مثل «SHELTER-1». لا يمكن تغييره لاحقًا.
agencies-kind = نوع المنظمة
agencies-kind-hint = حيث قد تكون الشرطة أو جيش أو من يديرون موقعًا طرفًا فيما حدث، لا تُبلَّغ منظمات من ذلك النوع بشيء.
agencies-offers = الخدمات التي تقدّمها
agencies-add = أضف المنظمة
agencies-wrong-name = أعطِ المنظمة اسمًا.
agencies-wrong-code = لدى منظمة أخرى هذا الرمز.
