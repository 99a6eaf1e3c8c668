package dev.weir.gateway.console;

import dev.weir.core.exchange.Headers;
import dev.weir.core.token.Caller;
import dev.weir.core.token.Grant;
import dev.weir.core.token.TokenKind;
import dev.weir.gateway.control.DeviceSignIns;
import dev.weir.gateway.control.DeviceSignIns.Asking;
import dev.weir.gateway.control.SignedIn;
import dev.weir.gateway.oidc.OidcSignIns;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * {@code /device}: where a person says whether a device may be signed in. Plain HTML without a
 * script. What decides carries a value that only this page has, besides the cookie.
 */
final class DevicePage {

    static final String PATH = "/device";

    private static final List<String> FIELDS =
            List.of("action", "user_code", "email", "password", "form");

    /** Of its own forms the browser says the origin, which it does not with {@code no-referrer}. */
    private static final Headers SAFETY =
            Headers.of(
                    "content-security-policy",
                    "default-src 'none'; style-src 'self'; form-action 'self';"
                            + " frame-ancestors 'none'; base-uri 'none'",
                    "referrer-policy",
                    "same-origin");

    private final Control control;
    private final DeviceSignIns devices;
    private final SessionCookie cookie;

    DevicePage(Control control) {
        this.control = control;
        this.devices = control.devices();
        this.cookie = new SessionCookie(control.publicUrl());
    }

    void show(Call call, Route.Asked asked) throws IOException, InterruptedException {
        String code = asked.query().given("user_code");
        if (!isPerson(asked.caller())) {
            page(call, 200, signIn(code, ""));
        } else if (code.isEmpty()) {
            page(call, 200, askForCode(asked.caller(), ""));
        } else {
            look(call, asked.caller(), code);
        }
    }

    void act(Call call, Route.Asked asked) throws IOException, InterruptedException {
        Parameters form = Form.read(call, FIELDS, false);
        if (call.headers().first("origin") == null) {
            throw new Refused(
                    ConsoleError.ORIGIN_FORBIDDEN,
                    "expected the Origin of this console's own page");
        }
        String code = form.given("user_code");
        String action = form.given("action");
        Caller caller = asked.caller();
        if (action.equals("sign_in")) {
            signIn(call, form, code);
        } else if (!isPerson(caller)) {
            page(call, 401, signIn(code, "Your session has ended; sign in again."));
        } else if (!devices.isFormToken(caller, form.given("form"))) {
            page(call, 403, askForCode(caller, "The page was too old; enter the code again."));
        } else {
            switch (action) {
                case "look" -> look(call, caller, code);
                case "approve", "refuse" -> decide(call, caller, code, action.equals("approve"));
                case "sign_out" -> {
                    control.accounts().signOut(caller);
                    redirect(call, PATH, cookie.gone(call.headers()));
                }
                default -> throw new Refused(ConsoleError.BAD_REQUEST, "action: there is no such");
            }
        }
    }

    private void signIn(Call call, Parameters form, String code)
            throws IOException, InterruptedException {
        SignedIn session;
        try {
            session =
                    SignInCalls.Trying.to(
                            () ->
                                    control.accounts()
                                            .signIn(
                                                    form.given("email"),
                                                    form.given("password"),
                                                    call.peer()));
        } catch (Refused e) {
            page(call, e.error().status(), signIn(code, sentence(e)));
            return;
        }
        redirect(call, target(code), cookie.holding(session.token(), call.headers()));
    }

    static String target(String code) {
        return code.isEmpty() ? PATH : PATH + "?user_code=" + DeviceCalls.escaped(code);
    }

    private void look(Call call, Caller caller, String code)
            throws IOException, InterruptedException {
        Asking asking;
        try {
            asking = SignInCalls.Trying.to(() -> devices.look(caller, code, call.peer()));
        } catch (Refused e) {
            page(call, e.error().status(), askForCode(caller, sentence(e)));
            return;
        }
        page(call, 200, approval(caller, asking));
    }

    private void decide(Call call, Caller caller, String code, boolean approve)
            throws IOException, InterruptedException {
        try {
            SignInCalls.Trying.to(
                    () -> {
                        devices.decide(caller, code, call.peer(), approve);
                        return true;
                    });
        } catch (Refused e) {
            page(call, e.error().status(), askForCode(caller, sentence(e)));
            return;
        }
        page(
                call,
                200,
                approve
                        ? "<h1>Signed in</h1><p>The device is signed in as "
                                + name(caller)
                                + " in a moment. You may close this page.</p>"
                        : "<h1>Refused</h1><p>The device is not signed in. If you did not ask for"
                                + " it, somebody else did: give nobody such a code.</p>");
    }

    /** Signed in with a whole session; a token in a header is no person at a page. */
    private static boolean isPerson(Caller caller) {
        Grant grant = caller.grant();
        return grant != null && grant.kind() == TokenKind.SESSION && caller.user() != null;
    }

    private static String sentence(Refused refused) {
        String text = refused.sentence();
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }

    /** A page that says why somebody is not signed in. */
    static void failed(Call call, int status, String sentence) throws IOException {
        failed(call, status, sentence, "<a href=\"/device\">Begin anew</a>");
    }

    /** The same for somebody whom an identity provider sent back, from either page. */
    static void failedElsewhere(Call call, int status, String sentence) throws IOException {
        failed(
                call,
                status,
                sentence,
                "<a href=\"/sign-in\">Back to the sign-in</a> <a href=\"/device\">Sign a device"
                        + " in</a>");
    }

    private static void failed(Call call, int status, String sentence, String links)
            throws IOException {
        page(
                call,
                status,
                "<h1>Not signed in</h1><p>" + Html.escape(sentence) + "</p><p>" + links + "</p>");
    }

    // ---- the page ----

    private String signIn(String code, String note) {
        return """
        <h1>Sign in</h1>
        %s<form method="post" action="/device">
        <input type="hidden" name="user_code" value="%s">
        <label>E-mail address <input name="email" type="email" autocomplete="username" required></label>
        <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
        <button name="action" value="sign_in">Sign in</button>
        </form>
        %s"""
                .formatted(note(note), Html.escape(code), otherWay(code));
    }

    /** A link, not a form: what a form leads to must be of this origin. */
    private String otherWay(String code) {
        OidcSignIns oidc = control.oidc();
        if (oidc == null) {
            return "";
        }
        String query = code.isEmpty() ? "" : "?user_code=" + DeviceCalls.escaped(code);
        return "<p>or <a href=\""
                + Html.escape(OidcCalls.START + query)
                + "\">sign in with "
                + Html.escape(oidc.name())
                + "</a></p>\n";
    }

    private String askForCode(Caller caller, String note) {
        return """
        <h1>Sign a device in</h1>
        %s<form method="post" action="/device">
        <input type="hidden" name="form" value="%s">
        <label>The code that it shows <input name="user_code" autocomplete="off" autocapitalize="characters" spellcheck="false" required></label>
        <button name="action" value="look">Continue</button>
        </form>
        %s"""
                .formatted(note(note), devices.formToken(caller), whoYouAre(caller));
    }

    private String approval(Caller caller, Asking asking) {
        return """
        <h1>Sign this device in?</h1>
        <dl>
        <dt>Code; it must be the one that your device shows</dt><dd><code>%s</code></dd>
        <dt>It says it is</dt><dd>%s</dd>
        <dt>It asks from</dt><dd>%s</dd>
        <dt>It would be signed in as</dt><dd>%s</dd>
        </dl>
        <p>It could then call models as you, and see and change what you may. Approve only what you
        have just begun yourself.</p>
        <form method="post" action="/device">
        <input type="hidden" name="form" value="%s">
        <input type="hidden" name="user_code" value="%s">
        <button name="action" value="approve">Approve</button>
        <button name="action" value="refuse">Refuse</button>
        </form>
        %s"""
                .formatted(
                        Html.escape(asking.userCode()),
                        Html.escape(asking.client()),
                        Html.escape(asking.address()),
                        name(caller),
                        devices.formToken(caller),
                        Html.escape(asking.userCode()),
                        whoYouAre(caller));
    }

    private String whoYouAre(Caller caller) {
        return """
        <form method="post" action="/device">
        <input type="hidden" name="form" value="%s">
        <p>You are %s. <button name="action" value="sign_out">Sign out</button></p>
        </form>
        """
                .formatted(devices.formToken(caller), name(caller));
    }

    private String name(Caller caller) {
        String name = control.publisher().get().userName(caller.user());
        return Html.escape(name == null ? String.valueOf(caller.user()) : name);
    }

    private static String note(String text) {
        return text.isEmpty() ? "" : "<p role=\"alert\">" + Html.escape(text) + "</p>\n";
    }

    private static void page(Call call, int status, String content) throws IOException {
        String html =
                """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <meta name="color-scheme" content="light dark">
                <title>Weir: sign in</title>
                <link rel="stylesheet" href="/device.css">
                </head>
                <body>
                <main>
                %s</main>
                </body>
                </html>
                """
                        .formatted(content);
        call.answer(
                status, "text/html; charset=utf-8", SAFETY, html.getBytes(StandardCharsets.UTF_8));
    }

    /** What these pages look like. */
    static void style(Call call, Route.Asked asked) throws IOException {
        call.answer(200, "text/css; charset=utf-8", Health.resource("device.css"));
    }

    static void redirect(Call call, String where, String setCookie) throws IOException {
        Headers.Builder fields = Headers.builder().add("location", where);
        SAFETY.forEach(fields::add);
        fields.add("set-cookie", setCookie);
        call.answer(303, "text/plain; charset=utf-8", fields.build(), new byte[0]);
    }
}
