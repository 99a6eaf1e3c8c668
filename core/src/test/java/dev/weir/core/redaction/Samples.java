package dev.weir.core.redaction;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes up secrets and personal data of every kind. What is to be found stands between {@link
 * #OPEN} and {@link #CLOSE}. The fixed parts of keys are written in two halves, so that no scanner
 * takes this source for a leak.
 */
final class Samples {

    static final char OPEN = '\u0001';
    static final char CLOSE = '\u0002';

    private static final String DIGITS = "0123456789";
    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String ALNUM = DIGITS + LOWER + UPPER;
    private static final String URL64 = ALNUM + "-_";
    private static final String BASE64 = ALNUM + "+/";
    private static final String HEX = "0123456789abcdef";

    private Samples() {}

    static String text(RandomGenerator random, String alphabet, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    static String alnum(RandomGenerator random, int length) {
        return text(random, ALNUM, length);
    }

    static String hex(RandomGenerator random, int length) {
        return text(random, HEX, length);
    }

    static String digits(RandomGenerator random, int length) {
        return text(random, DIGITS, length);
    }

    static String base64(RandomGenerator random, int length) {
        return text(random, BASE64, length);
    }

    static <T> T any(RandomGenerator random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static String mark(String text) {
        return OPEN + text + CLOSE;
    }

    private static String assigned(RandomGenerator random, List<String> names, String value) {
        String name = any(random, names);
        return switch (random.nextInt(4)) {
            case 0 -> name + "=" + mark(value);
            case 1 -> name + ": \"" + mark(value) + "\"";
            case 2 -> "\"" + name + "\": \"" + mark(value) + "\"";
            default -> name + " = '" + mark(value) + "'";
        };
    }

    /** One sample of a kind. */
    static String of(Kind kind, RandomGenerator random) {
        return switch (kind) {
            case ANTHROPIC_KEY -> mark("sk-" + "ant-api03-" + text(random, URL64, 93) + "AA");
            case OPENAI_KEY ->
                    switch (random.nextInt(3)) {
                        case 0 ->
                                mark(
                                        "sk-"
                                                + "proj-"
                                                + text(random, URL64, 124)
                                                + "T3"
                                                + alnum(random, 9));
                        case 1 -> mark("sk-" + "svcacct-" + text(random, URL64, 60) + "x7");
                        default -> mark("sk-" + alnum(random, 48));
                    };
            case OPENROUTER_KEY -> mark("sk-" + "or-v1-" + hex(random, 64));
            case GOOGLE_KEY ->
                    random.nextBoolean()
                            ? mark("AI" + "za" + text(random, URL64, 34) + "k")
                            : mark("ya" + "29." + text(random, URL64, 120) + "k");
            case GROQ_KEY -> mark("gs" + "k_" + alnum(random, 52));
            case XAI_KEY -> mark("xa" + "i-" + alnum(random, 80));
            case PERPLEXITY_KEY -> mark("pp" + "lx-" + alnum(random, 48));
            case MISTRAL_KEY ->
                    assigned(
                            random,
                            List.of("MISTRAL_API_KEY", "mistral_api_key"),
                            alnum(random, 32));
            case HUGGINGFACE_TOKEN -> mark("h" + "f_" + text(random, LOWER + UPPER, 34));
            case REPLICATE_TOKEN -> mark("r" + "8_" + alnum(random, 37));
            case WEIR_TOKEN ->
                    mark(
                            "weir"
                                    + any(random, List.of("_vk_", "_pat_", "_st_"))
                                    + alnum(random, 49));
            case AWS_ACCESS_KEY ->
                    mark(
                            any(random, List.of("AK" + "IA", "AS" + "IA"))
                                    + text(random, UPPER + "234567", 16));
            case AWS_SECRET_KEY ->
                    assigned(
                            random,
                            List.of(
                                    "AWS_SECRET_ACCESS_KEY",
                                    "aws_secret_access_key",
                                    "SecretAccessKey"),
                            base64(random, 40));
            case GCP_SERVICE_ACCOUNT_KEY ->
                    "{\"type\": \"service_account\", \"private_key\": \""
                            + mark(pem(random, "PRIVATE KEY", 20, "\\n") + "\\n")
                                    .replace("\\n" + CLOSE, CLOSE + "\\n")
                            + "\", \"client_id\": \"1\"}";
            case AZURE_STORAGE_KEY ->
                    "DefaultEndpointsProtocol=https;AccountName=data;AccountKey="
                            + mark(base64(random, 86) + "==")
                            + ";EndpointSuffix=core.windows.net";
            case AZURE_SAS ->
                    "https://data.blob.core.windows.net/c/b?sv=2024-11-04&se=2026-01-01T00%3A00%3A00Z&sr=b&sp=r&sig="
                            + mark(
                                    alnum(random, 20)
                                            + "%2B"
                                            + alnum(random, 11)
                                            + "%2F"
                                            + alnum(random, 10)
                                            + "%3D");
            case GITHUB_TOKEN ->
                    random.nextBoolean()
                            ? mark(
                                    "gh"
                                            + any(random, List.of("p_", "o_", "u_", "s_", "r_"))
                                            + alnum(random, 36))
                            : mark(
                                    "github"
                                            + "_pat_"
                                            + alnum(random, 22)
                                            + "_"
                                            + alnum(random, 59));
            case GITLAB_TOKEN -> mark("gl" + "pat-" + text(random, URL64, 19) + "z");
            case SLACK_TOKEN ->
                    mark(
                            "xo"
                                    + any(random, List.of("xb-", "xp-"))
                                    + digits(random, 12)
                                    + "-"
                                    + digits(random, 12)
                                    + "-"
                                    + alnum(random, 24));
            case STRIPE_KEY ->
                    mark(
                            any(random, List.of("sk" + "_live_", "rk" + "_live_", "sk" + "_test_"))
                                    + alnum(random, random.nextBoolean() ? 24 : 99));
            case NPM_TOKEN -> mark("np" + "m_" + alnum(random, 36));
            case PYPI_TOKEN -> mark("py" + "pi-AgEIcHlwaS5vcmc" + text(random, URL64, 139) + "g");
            case SENDGRID_KEY ->
                    mark(
                            "S"
                                    + "G."
                                    + text(random, URL64, 22)
                                    + "."
                                    + text(random, URL64, 42)
                                    + "s");
            case TWILIO_KEY -> mark("S" + "K" + hex(random, 32));
            case TELEGRAM_TOKEN ->
                    mark(1 + digits(random, 9) + ":A" + "A" + text(random, URL64, 32) + "w");
            case PRIVATE_KEY ->
                    mark(
                            pem(
                                    random,
                                    any(
                                            random,
                                            List.of(
                                                    "PRIVATE KEY",
                                                    "RSA PRIVATE KEY",
                                                    "EC PRIVATE KEY",
                                                    "OPENSSH PRIVATE KEY")),
                                    4 + random.nextInt(40),
                                    "\n"));
            case JWT -> mark(jwt(random));
            case BEARER_TOKEN ->
                    random.nextBoolean()
                            ? "curl -H 'Authorization: Bearer "
                                    + mark(text(random, ALNUM, 40))
                                    + "' https://api.test/v1"
                            : "Authorization: Basic "
                                    + mark(
                                            Base64.getEncoder()
                                                    .encodeToString(
                                                            ("user:" + alnum(random, 12))
                                                                    .getBytes(
                                                                            StandardCharsets
                                                                                    .US_ASCII)));
            case URL_PASSWORD ->
                    any(
                                    random,
                                    List.of(
                                            "postgres",
                                            "mysql",
                                            "redis",
                                            "amqp",
                                            "mongodb+srv",
                                            "https"))
                            + "://"
                            + any(random, List.of("app", "root", ""))
                            + ":"
                            + mark(
                                    alnum(random, 6 + random.nextInt(14))
                                            + any(random, List.of("", "!", "$x", "#9")))
                            + "@db.internal:5432/main";
            case SECRET_ASSIGNMENT -> assignment(random);
            case HIGH_ENTROPY ->
                    any(random, List.of("the value is ", "use ", "code: "))
                                    .replace("code: ", "paste this: ")
                            + mark(alnum(random, 36 + random.nextInt(60)));
            case EMAIL ->
                    mark(
                            any(
                                            random,
                                            List.of(
                                                    "ada.lovelace",
                                                    "j.smith+news",
                                                    "grace_hopper99",
                                                    "li"))
                                    + "@"
                                    + any(
                                            random,
                                            List.of(
                                                    "mail.example.org",
                                                    "uni-example.de",
                                                    "example.co.uk",
                                                    "corp.example.com")));
            case PHONE -> phone(random);
            case PAYMENT_CARD -> mark(card(random));
            case IBAN -> mark(iban(random));
        };
    }

    private static String assignment(RandomGenerator random) {
        List<String> passwords =
                List.of("password", "DB_PASSWORD", "passwd", "spring.datasource.password");
        List<String> secrets =
                List.of(
                        "api_key",
                        "apiKey",
                        "client_secret",
                        "SECRET_KEY",
                        "auth_token",
                        "access_token",
                        "x-api-key");
        return random.nextBoolean()
                ? assigned(
                        random,
                        passwords,
                        text(random, LOWER, 4)
                                + text(random, UPPER, 2)
                                + digits(random, 3)
                                + any(random, List.of("!", "#", "x?")))
                : assigned(
                        random,
                        secrets,
                        random.nextBoolean() ? hex(random, 40) : alnum(random, 32));
    }

    private static String pem(RandomGenerator random, String label, int lines, String lineEnd) {
        StringBuilder pem = new StringBuilder("-----BEGIN " + label + "-----").append(lineEnd);
        for (int i = 0; i < lines; i++) {
            pem.append(base64(random, 64)).append(lineEnd);
        }
        return pem.append(base64(random, 22))
                .append("==")
                .append(lineEnd)
                .append("-----END ")
                .append(label)
                .append("-----")
                .toString();
    }

    private static String jwt(RandomGenerator random) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        String header =
                "{\"alg\":\""
                        + any(random, List.of("HS256", "RS256", "ES384"))
                        + "\",\"typ\":\"JWT\"}";
        String claims =
                "{\"sub\":\"" + digits(random, 10) + "\",\"iat\":" + 1 + digits(random, 9) + "}";
        return encoder.encodeToString(header.getBytes(StandardCharsets.US_ASCII))
                + "."
                + encoder.encodeToString(claims.getBytes(StandardCharsets.US_ASCII))
                + "."
                + text(random, URL64, 42)
                + "k";
    }

    private static String phone(RandomGenerator random) {
        String area = "" + (2 + random.nextInt(8)) + digits(random, 2);
        String exchange = "" + (2 + random.nextInt(8)) + digits(random, 2);
        return switch (random.nextInt(7)) {
            case 0 -> "call me at " + mark("+1 " + area + " " + exchange + " " + digits(random, 4));
            case 1 -> mark("+49" + any(random, List.of("151", "30", "89")) + digits(random, 8));
            case 2 -> mark("(" + area + ") " + exchange + "-" + digits(random, 4));
            case 3 -> mark(area + "-" + exchange + "-" + digits(random, 4));
            case 4 -> "Tel: " + mark("030 " + digits(random, 4) + " " + digits(random, 4));
            case 5 -> "\"phone\": \"" + mark("0" + area + digits(random, 7)) + "\"";
            default -> mark("+44 20 7" + digits(random, 3) + " " + digits(random, 4));
        };
    }

    private static String card(RandomGenerator random) {
        String start = any(random, List.of("4", "51", "55", "2223", "6011", "65"));
        StringBuilder number = new StringBuilder(start + digits(random, 15 - start.length()));
        for (char check = '0'; check <= '9'; check++) {
            if (luhn(number.toString() + check)) {
                number.append(check);
                break;
            }
        }
        String separator = any(random, List.of("", " ", "-"));
        return number.substring(0, 4)
                + separator
                + number.substring(4, 8)
                + separator
                + number.substring(8, 12)
                + separator
                + number.substring(12);
    }

    private static boolean luhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            sum += i % 2 == 0 ? digit : digit * 2 / 10 + digit * 2 % 10;
        }
        return sum % 10 == 0;
    }

    private static String iban(RandomGenerator random) {
        List<String> forms = List.of("DE18", "FR23", "GB4a", "NL4b", "ES20");
        String form = any(random, forms);
        String country = form.substring(0, 2);
        String account =
                switch (form.substring(2)) {
                    case "18" -> digits(random, 18);
                    case "23" -> digits(random, 23);
                    case "20" -> digits(random, 20);
                    case "4a" -> text(random, UPPER, 4) + digits(random, 14);
                    default -> text(random, UPPER, 4) + digits(random, 10);
                };
        StringBuilder number = new StringBuilder();
        for (char c : (account + country + "00").toCharArray()) {
            number.append(Character.digit(c, 36));
        }
        int check = 98 - new BigInteger(number.toString()).mod(BigInteger.valueOf(97)).intValue();
        String iban = country + (check < 10 ? "0" : "") + check + account;
        return random.nextBoolean() ? iban : iban.replaceAll("(.{4})(?!$)", "$1 ");
    }

    /** Things that look like secrets or personal data and are none. */
    static List<String> harmless(RandomGenerator random) {
        List<String> all = new ArrayList<>();
        all.add("commit " + hex(random, 40));
        all.add("sha256:" + hex(random, 64));
        all.add("\"integrity\": \"sha512-" + base64(random, 86) + "==\"");
        all.add("github.com/acme/tool v1.2.3 h1:" + base64(random, 43) + "=");
        all.add("checksum = \"" + hex(random, 64) + "\"");
        all.add(
                hex(random, 8)
                        + "-"
                        + hex(random, 4)
                        + "-4"
                        + hex(random, 3)
                        + "-a"
                        + hex(random, 3)
                        + "-"
                        + hex(random, 12));
        all.add("\"id\": \"msg_01" + alnum(random, 22) + "\"");
        all.add("\"tool_use_id\":\"toolu_01" + alnum(random, 22) + "\"");
        all.add("\"id\":\"chatcmpl-" + alnum(random, 29) + "\"");
        all.add("\"id\":\"rs_" + hex(random, 48) + "\"");
        all.add("\"call_id\": \"call_" + alnum(random, 24) + "\"");
        all.add("req_011C" + alnum(random, 20));
        all.add("\"signature\":\"" + base64(random, 40 + random.nextInt(1200)) + "\"");
        all.add("\"thoughtSignature\": \"" + base64(random, 60 + random.nextInt(300)) + "\"");
        all.add(
                "\"encrypted_content\":\"gAAAAAB"
                        + text(random, URL64, 80 + random.nextInt(900))
                        + "\"");
        all.add("\"prompt_cache_key\":\"" + alnum(random, 36) + "\"");
        all.add("data:image/png;base64,iVBORw0KGgo" + base64(random, 600));
        all.add("\"data\":\"" + base64(random, 100 + random.nextInt(3000)) + "\"");
        all.add("url(data:font/woff2;base64,d09GMgABAAAAA" + base64(random, 90) + ")");
        all.add("ETag: W/\"" + hex(random, 32) + "\"");
        all.add(
                "!function(e,t){\"object\"==typeof exports?module.exports=t():e.f0a1b2=t(9)}(this,function(){var n0=1e3,r2d=57.2957795130823})");
        all.add("AbstractAnnotationConfigDispatcherServletInitializerFactoryBean2Test");
        all.add("should_return_404_when_the_requested_user_42_does_not_exist_in_db_v2");
        all.add(
                "/usr/local/lib/python3.12/site-packages/numpy/core/_multiarray_umath.cpython-312-x86_64-linux-gnu.so");
        all.add(
                "https://cdn.example.com/assets/main."
                        + hex(random, 8)
                        + ".js?v="
                        + hex(random, 20));
        all.add(
                "\"max_tokens\": 4096, \"input_tokens\":"
                        + digits(random, 5)
                        + ",\"total_tokens\":"
                        + digits(random, 6));
        all.add("password: str = Field(..., min_length=8)");
        all.add("password=os.environ[\"DB_PASSWORD\"], api_key=settings.OPENAI_API_KEY");
        all.add("const token = await getToken(user.id); secret: ${{ secrets.DEPLOY_KEY }}");
        all.add(
                "api_key: YOUR_API_KEY_HERE  password=<your password>  API_KEY=sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
        all.add("\"next_page_token\": \"" + text(random, URL64, 40) + "\"");
        all.add("postgres://user:password@localhost:5432/db and redis://:${REDIS_PASSWORD}@cache");
        all.add("http://localhost:8080/@scope/pkg, npm i @types/node@20.11.5, icon@2x.png");
        all.add(
                "git@github.com:acme/tool.git and user@localhost, @Override, @media(max-width: 600px)");
        all.add("2026-11-21T10:17:14.123456789Z 1732184234123 1732184234");
        all.add(
                "ISBN 978-3-16-148410-0, 192.168.100.200, version 10.20.3000.4567, 1,234,567.89 USD");
        all.add("order 20240115-0042-1234, ticket 555-1234, range 100-200-3000");
        all.add(
                "0."
                        + digits(random, 18)
                        + ", -"
                        + digits(random, 3)
                        + "."
                        + digits(random, 16)
                        + ", 1e-"
                        + digits(random, 2));
        all.add("\"created\": 1" + digits(random, 9) + ",\"seed\": " + digits(random, 12));
        all.add(
                "+"
                        + digits(random, 3)
                        + " lines, @@ -120,7 +120,9 @@, +0100, 2**64 = 18446744073709551616");
        all.add(
                "-----BEGIN CERTIFICATE-----\n"
                        + base64(random, 64)
                        + "\n"
                        + base64(random, 64)
                        + "\n-----END CERTIFICATE-----");
        all.add("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + base64(random, 43) + " ada@laptop");
        all.add("eyJhbGciOi is how a token begins; eyJ0ZXN0IjoxfQ is JSON in base64");
        all.add("Bearer authentication is used; the Bearer scheme; Basic knowledge; basic usage");
        all.add(
                "sk-folding-cube sk-chase task_list_live_view desk_test_results xai-org hf_model npm_config_registry");
        all.add("-----BEGIN PUBLIC KEY-----\n" + base64(random, 64) + "\n-----END PUBLIC KEY-----");
        all.add(
                "GB82 WEST 1234 5698 7654 33, DE00 0000 0000 0000 0000 00, card 4111 1111 1111 1112");
        all.add("arn:aws:iam::" + digits(random, 12) + ":role/AdminRole, vpc-" + hex(random, 17));
        all.add(
                Base64.getEncoder()
                        .encodeToString(
                                "just some plain text that somebody encoded for a test"
                                        .getBytes(StandardCharsets.US_ASCII)));
        all.add("the key is under the mat: token: the, secret: sauce, pwd: /home/ada/src");
        return all;
    }
}
