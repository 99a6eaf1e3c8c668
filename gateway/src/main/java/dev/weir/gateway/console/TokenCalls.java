package dev.weir.gateway.console;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.control.Documents;
import dev.weir.core.control.Shape;
import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.token.Caller;
import dev.weir.core.token.Grant;
import dev.weir.core.token.Scope;
import dev.weir.core.token.TokenKind;
import dev.weir.gateway.console.SignInCalls.Trying;
import dev.weir.gateway.control.Accounts;
import dev.weir.gateway.control.Accounts.NewToken;
import dev.weir.gateway.control.SignedIn;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Personal tokens and virtual keys: made (and shown once), listed, revoked. */
final class TokenCalls {

    private final Accounts accounts;

    TokenCalls(Control control) {
        this.accounts = control.accounts();
    }

    void list(Call call, Route.Asked asked) throws IOException {
        List<Json> items = new ArrayList<>();
        for (Grant grant : accounts.tokens(asked.caller())) {
            if (grant.kind() != TokenKind.ONCE) {
                items.add(AdminJson.grant(grant, accounts.lastUsed(asked.caller(), grant.id())));
            }
        }
        AdminJson.answer(call, 200, JsonObject.of("items", JsonArray.of(items)));
    }

    /**
     * {@code kind}, {@code name}, {@code user}, {@code team}, {@code scope}, {@code capture},
     * {@code expires_at}.
     */
    void add(Call call, Route.Asked asked) throws IOException, InterruptedException {
        Shape body = JsonBody.shape(call);
        Caller caller = asked.caller();
        TokenKind kind =
                body.read("kind", TokenKind.PERSONAL, "personal or virtual_key", TokenKind::parse);
        String name = body.needed("name");
        String user = body.text("user");
        boolean nobodys = body.flag("nobodys", false);
        String team = body.text("team");
        Scope scope = Documents.scope("scope", body.json("scope"));
        CaptureMode capture =
                body.read(
                        "capture",
                        CaptureMode.FULL,
                        "full, preview(N), metadata or off",
                        CaptureMode::parse);
        Instant expires = time(body, "expires_at");
        body.done();
        SignedIn made =
                Trying.to(
                        () ->
                                accounts.makeToken(
                                        caller,
                                        new NewToken(
                                                kind,
                                                name,
                                                nobodys
                                                        ? null
                                                        : user == null ? caller.user() : user,
                                                team,
                                                scope,
                                                capture,
                                                expires)));
        AdminJson.answer(
                call,
                201,
                AdminJson.grant(made.grant(), null)
                        .with("token", JsonString.of(made.token().reveal())));
    }

    private static @Nullable Instant time(Shape body, String name) {
        String text = body.text(name);
        if (text == null) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw body.fault(name, "expected a time such as 2027-01-01T00:00:00Z");
        }
    }

    void revoke(Call call, Route.Asked asked) throws IOException, InterruptedException {
        Trying.to(
                () -> {
                    accounts.revoke(asked.caller(), asked.idText());
                    return true;
                });
        AdminJson.answer(call, 200, JsonObject.EMPTY);
    }
}
