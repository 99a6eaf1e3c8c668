package dev.weir.gateway.console;

import dev.weir.gateway.control.AccountException;
import dev.weir.gateway.oidc.OidcException;
import dev.weir.gateway.oidc.OidcSignIns;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.regex.Pattern;

/**
 * Signing in with an identity provider: sends the browser there, and takes it back. A cookie that
 * lives as long as the sign-in says that it is the same browser.
 */
final class OidcCalls {

    static final String START = "/oidc/start";

    private static final Logger LOG = System.getLogger("weir.console");
    private static final String NAME = "weir_oidc";
    private static final int LIFETIME_SECONDS = 600;

    /** An address of the web console; nothing that could lead to another host fits. */
    private static final Pattern PAGE =
            Pattern.compile("/(?:" + String.join("|", WebPages.NAMES) + ")(?:[/?][!-~]*)?");

    private final Control control;
    private final SessionCookie cookie;
    private final SessionCookie begun;

    OidcCalls(Control control) {
        this.control = control;
        this.cookie = new SessionCookie(control.publicUrl());
        this.begun = new SessionCookie(NAME, control.publicUrl());
    }

    void start(Call call, Route.Asked asked) throws IOException {
        OidcSignIns oidc = oidc();
        String page = asked.query().given("to");
        if (!page.isEmpty() && !PAGE.matcher(page).matches()) {
            throw new Refused(ConsoleError.BAD_REQUEST, "to: expected an address of the console");
        }
        try {
            OidcSignIns.Begun begins =
                    oidc.begin(
                            page.isEmpty() ? asked.query().given("user_code") : shortened(page),
                            call.peer());
            DevicePage.redirect(
                    call,
                    begins.location().toString(),
                    begun.field(begins.browser(), call.headers())
                            + "; Max-Age="
                            + LIFETIME_SECONDS);
        } catch (OidcException e) {
            failed(call, e);
        } catch (AccountException e) {
            DevicePage.failedElsewhere(
                    call, 429, "Too many sign-ins were begun; wait ten minutes.");
        }
    }

    void callback(Call call, Route.Asked asked) throws IOException, InterruptedException {
        OidcSignIns oidc = oidc();
        Parameters query = asked.query();
        String state = query.given("state");
        if (state.isEmpty()) {
            throw new Refused(ConsoleError.BAD_REQUEST, "state: expected once");
        }
        String browser = begun.in(call.headers());
        String error = query.given("error");
        if (!error.isEmpty()) {
            oidc.forget(state);
            DevicePage.failedElsewhere(
                    call, 403, "The identity provider did not sign you in: " + shown(error) + ".");
            return;
        }
        try {
            OidcSignIns.Done done =
                    SignInCalls.Trying.to(
                            () -> {
                                try {
                                    return oidc.finish(
                                            new OidcSignIns.Return(
                                                    query.given("code"), state, query.given("iss")),
                                            browser == null ? "" : browser);
                                } catch (OidcException e) {
                                    throw new Untrusted(e);
                                }
                            });
            DevicePage.redirect(
                    call,
                    PAGE.matcher(done.back()).matches()
                            ? done.back()
                            : DevicePage.target(done.back()),
                    cookie.holding(done.session().token(), call.headers()));
        } catch (Untrusted e) {
            failed(call, e.why);
        } catch (Refused e) {
            DevicePage.failedElsewhere(call, 403, "You cannot sign in here; ask an administrator.");
        }
    }

    private static final class Untrusted extends RuntimeException {
        private final transient OidcException why;

        Untrusted(OidcException why) {
            super(why);
            this.why = why;
        }
    }

    private static void failed(Call call, OidcException e) throws IOException {
        LOG.log(Level.WARNING, "a sign-in with the identity provider failed: {0}", e.getMessage());
        DevicePage.failedElsewhere(
                call,
                e.isUnreachable() ? 503 : 403,
                "Signing in failed: " + Parameters.shown(String.valueOf(e.getMessage())) + ".");
    }

    /** What can be remembered: an address that is too long leads to the console's first page. */
    private static String shortened(String page) {
        return page.length() > OidcSignIns.MOST_BACK ? "/exchanges" : page;
    }

    private static String shown(String error) {
        return error.matches("[a-z_]{1,40}") ? error : "an error without a name";
    }

    private OidcSignIns oidc() {
        OidcSignIns oidc = control.oidc();
        if (oidc == null) {
            throw new Refused(ConsoleError.NOT_FOUND, "no identity provider is configured");
        }
        return oidc;
    }
}
