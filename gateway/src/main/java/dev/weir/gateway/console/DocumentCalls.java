package dev.weir.gateway.console;

import dev.weir.core.control.Document;
import dev.weir.core.control.Kind;
import dev.weir.core.control.Shape;
import dev.weir.core.json.JsonBoolean;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.gateway.console.SignInCalls.Trying;
import dev.weir.gateway.control.Changes;
import dev.weir.gateway.control.SignedIn;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/** People and rules of one kind: listed, read, added, changed, removed. */
final class DocumentCalls {

    private final Control control;
    private final Changes changes;
    private final Kind kind;

    DocumentCalls(Control control, Kind kind) {
        this.control = control;
        this.changes = control.changes();
        this.kind = kind;
    }

    void list(Call call, Route.Asked asked) throws IOException {
        List<Document> all = changes.list(asked.caller(), kind);
        Set<String> linked = kind == Kind.USER ? changes.linked(asked.caller()) : Set.of();
        AdminJson.answer(
                call,
                200,
                AdminJson.items(
                        all,
                        one -> {
                            JsonObject json = AdminJson.document(one);
                            return linked.contains(one.id())
                                    ? json.with("identity", JsonBoolean.of(true))
                                    : json;
                        }));
    }

    void one(Call call, Route.Asked asked) throws IOException, InterruptedException {
        Document document = Trying.to(() -> changes.find(asked.caller(), kind, id(asked)));
        AdminJson.answer(call, 200, AdminJson.document(document));
    }

    void versions(Call call, Route.Asked asked) throws IOException, InterruptedException {
        List<Document> all = Trying.to(() -> changes.versions(asked.caller(), kind, id(asked)));
        AdminJson.answer(call, 200, AdminJson.items(all, AdminJson::document));
    }

    void add(Call call, Route.Asked asked) throws IOException, InterruptedException {
        Shape body = JsonBody.shape(call);
        String name = body.needed("name");
        JsonObject spec = body.json("spec");
        boolean own = kind == Kind.ROUTE && body.flag("own", false);
        body.done();
        Document document = Trying.to(() -> changes.add(asked.caller(), kind, name, spec, own));
        AdminJson.answer(call, 201, AdminJson.document(document));
    }

    void change(Call call, Route.Asked asked) throws IOException, InterruptedException {
        Shape body = JsonBody.shape(call);
        String name = body.needed("name");
        JsonObject spec = body.json("spec");
        int version = (int) body.number("version", 0, 0, Integer.MAX_VALUE);
        body.done();
        Document document =
                Trying.to(
                        () -> changes.change(asked.caller(), kind, id(asked), name, spec, version));
        AdminJson.answer(call, 200, AdminJson.document(document));
    }

    void remove(Call call, Route.Asked asked) throws IOException, InterruptedException {
        Trying.to(
                () -> {
                    changes.remove(asked.caller(), kind, id(asked));
                    return true;
                });
        AdminJson.answer(call, 200, JsonObject.EMPTY);
    }

    /** A token with which a user sets a password. */
    void invite(Call call, Route.Asked asked) throws IOException, InterruptedException {
        JsonBody.shape(call).done();
        SignedIn invitation =
                Trying.to(
                        () -> {
                            Document user = changes.find(asked.caller(), kind, id(asked));
                            return control.accounts().invite(asked.caller(), user.id());
                        });
        JsonObject.Builder json =
                JsonObject.builder().add("token", JsonString.of(invitation.token().reveal()));
        AdminJson.time(json, "expires_at", invitation.grant().expiresAt());
        AdminJson.answer(call, 201, json.build());
    }

    private String id(Route.Asked asked) {
        return kind == Kind.ORGANISATION ? asked.caller().organisation() : asked.idText();
    }

    /** Who may add and change documents of the kind; the rest is looked at in each case. */
    static Right right(Kind kind) {
        return kind == Kind.ROUTE ? Right.SIGNED_IN : Right.MANAGES;
    }
}
