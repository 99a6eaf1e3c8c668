package dev.weir.gateway.console;

import dev.weir.core.control.Shape;
import dev.weir.core.exchange.Headers;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonBoolean;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.token.Caller;
import dev.weir.core.token.Grant;
import dev.weir.gateway.control.AccountException;
import dev.weir.gateway.control.Accounts;
import dev.weir.gateway.control.SignedIn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Signing in and out, setting up, and who one is. */
final class SignInCalls {

    private final Control control;
    private final Accounts accounts;
    private final SessionCookie cookie;

    SignInCalls(Control control) {
        this.control = control;
        this.cookie = new SessionCookie(control.publicUrl());
        this.accounts = control.accounts();
    }

    void setUp(Call call, Route.Asked asked) throws IOException, InterruptedException {
        Shape body = JsonBody.shape(call);
        String token = body.needed("token");
        String organisation = body.needed("organisation");
        String email = body.needed("email");
        String name = body.text("name");
        String password = body.needed("password");
        body.done();
        signedIn(
                call,
                Trying.to(
                        () ->
                                accounts.setUp(
                                        token,
                                        organisation,
                                        email,
                                        name == null ? email : name,
                                        password)));
    }

    void signIn(Call call, Route.Asked asked) throws IOException, InterruptedException {
        Shape body = JsonBody.shape(call);
        String email = body.needed("email");
        String password = body.needed("password");
        body.done();
        signedIn(call, Trying.to(() -> accounts.signIn(email, password, call.peer())));
    }

    void accept(Call call, Route.Asked asked) throws IOException, InterruptedException {
        Shape body = JsonBody.shape(call);
        String token = body.needed("token");
        String password = body.needed("password");
        body.done();
        signedIn(call, Trying.to(() -> accounts.accept(token, password)));
    }

    void signOut(Call call, Route.Asked asked) throws IOException {
        accounts.signOut(asked.caller());
        call.answer(
                200,
                Json.TYPE,
                Headers.of("set-cookie", cookie.gone(call.headers())),
                "{}".getBytes(StandardCharsets.UTF_8));
    }

    void password(Call call, Route.Asked asked) throws IOException, InterruptedException {
        Shape body = JsonBody.shape(call);
        String old = body.needed("old");
        String password = body.needed("new");
        body.done();
        Trying.to(
                () -> {
                    accounts.changePassword(asked.caller(), old, password);
                    return true;
                });
        AdminJson.answer(call, 200, JsonObject.EMPTY);
    }

    void me(Call call, Route.Asked asked) throws IOException {
        Caller caller = asked.caller();
        JsonObject.Builder json =
                JsonObject.builder()
                        .add("organisation", JsonString.of(caller.organisation()))
                        .add("role", JsonString.of(caller.role().word()))
                        .add("sign_in", JsonBoolean.of(control.signIn()));
        AdminJson.text(json, "user", caller.user());
        AdminJson.text(json, "email", control.publisher().get().userName(caller.user()));
        json.add(
                "teams",
                JsonArray.of(caller.teams().stream().sorted().map(JsonString::of).toList()));
        Grant grant = caller.grant();
        if (grant != null) {
            json.add("token", AdminJson.grant(grant, null));
        }
        AdminJson.answer(call, 200, json.build());
    }

    private void signedIn(Call call, SignedIn session) throws IOException {
        JsonObject.Builder json =
                JsonObject.builder()
                        .add("token", JsonString.of(session.token().reveal()))
                        .add("organisation", JsonString.of(session.grant().organisation()));
        AdminJson.text(json, "user", session.grant().user());
        AdminJson.time(json, "expires_at", session.grant().expiresAt());
        call.answer(
                200,
                Json.TYPE,
                Headers.of("set-cookie", cookie.holding(session.token(), call.headers())),
                json.build().write().getBytes(StandardCharsets.UTF_8));
    }

    /** What a try that cannot be done is answered with. */
    static final class Trying {

        private Trying() {}

        /** Something that may turn out not to be possible. */
        interface Try<T> {
            T go() throws IOException, AccountException, InterruptedException;
        }

        static <T> T to(Try<T> step) throws IOException, InterruptedException {
            try {
                return step.go();
            } catch (IllegalArgumentException e) {
                throw new Refused(ConsoleError.BAD_REQUEST, String.valueOf(e.getMessage()));
            } catch (AccountException e) {
                ConsoleError error =
                        switch (e.reason()) {
                            case REFUSED -> ConsoleError.UNAUTHENTICATED;
                            case FORBIDDEN -> ConsoleError.FORBIDDEN;
                            case INVALID -> ConsoleError.BAD_REQUEST;
                            case NOT_FOUND -> ConsoleError.NOT_FOUND;
                            case CONFLICT -> ConsoleError.CONFLICT;
                            case TOO_MANY -> ConsoleError.TOO_MANY_TRIES;
                        };
                throw new Refused(error, String.valueOf(e.getMessage()));
            }
        }
    }
}
