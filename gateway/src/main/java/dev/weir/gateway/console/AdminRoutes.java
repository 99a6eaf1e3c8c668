package dev.weir.gateway.console;

import dev.weir.core.control.Kind;
import dev.weir.gateway.console.Route.Handler;
import dev.weir.gateway.console.Route.Weight;
import dev.weir.gateway.oidc.OidcSignIns;

import java.util.ArrayList;
import java.util.List;

/** The paths of people, keys and rules, and who may call each: one table. */
final class AdminRoutes {

    private static final List<String> READ = List.of("GET", "HEAD");
    private static final List<String> GET = List.of("GET");
    private static final List<String> POST = List.of("POST");
    private static final List<String> PUT = List.of("PUT");
    private static final List<String> DELETE = List.of("DELETE");
    private static final List<String> NONE = List.of();
    private static final String API = "/api/v1/";

    private AdminRoutes() {}

    static List<Route> table(Control control) {
        List<Route> all = new ArrayList<>();
        signIn(all, new SignInCalls(control));
        devices(all, control);
        documents(all, control, Kind.USER, "users");
        documents(all, control, Kind.TEAM, "teams");
        documents(all, control, Kind.ROUTE, "routes");
        documents(all, control, Kind.POLICY, "policies");
        documents(all, control, Kind.LIMIT, "limits");
        documents(all, control, Kind.REDACTION, "redactions");
        all.add(route(READ, "use", Right.SIGNED_IN, new UseCalls(control)::list));
        DocumentCalls users = new DocumentCalls(control, Kind.USER);
        all.add(route(POST, "users/{id}/invite", Right.MANAGES, users::invite));
        DocumentCalls organisation = new DocumentCalls(control, Kind.ORGANISATION);
        all.add(route(READ, "organisation", Right.SIGNED_IN, organisation::one));
        all.add(route(PUT, "organisation", Right.MANAGES, organisation::change));
        TokenCalls tokens = new TokenCalls(control);
        all.add(route(READ, "tokens", Right.SIGNED_IN, tokens::list));
        all.add(route(POST, "tokens", Right.SIGNED_IN, tokens::add));
        all.add(route(DELETE, "tokens/{id}", Right.SIGNED_IN, tokens::revoke));
        KeyCalls keys = new KeyCalls(control);
        all.add(route(READ, "keys", Right.SIGNED_IN, keys::list));
        all.add(route(POST, "keys", Right.SIGNED_IN, keys::add));
        all.add(route(READ, "keys/{id}", Right.SIGNED_IN, keys::one));
        all.add(route(PUT, "keys/{id}", Right.SIGNED_IN, keys::change));
        all.add(route(PUT, "keys/{id}/secret", Right.SIGNED_IN, keys::replace));
        all.add(route(POST, "keys/{id}/check", Right.SIGNED_IN, keys::check));
        all.add(route(DELETE, "keys/{id}", Right.SIGNED_IN, keys::remove));
        all.add(route(POST, "rotate", Right.MANAGES, keys::rotate));
        AuditCalls audit = new AuditCalls(control);
        all.add(
                new Route(
                        READ,
                        API + "audit",
                        List.of("limit", "cursor", "action", "actor", "subject", "since", "until"),
                        Weight.CALL,
                        Right.SEES_ALL,
                        audit::list));
        all.add(route(READ, "audit/verify", Right.SEES_ALL, audit::verify));
        return all;
    }

    private static void signIn(List<Route> all, SignInCalls calls) {
        all.add(route(POST, "setup", Right.PUBLIC, calls::setUp));
        all.add(route(POST, "sign-in", Right.PUBLIC, calls::signIn));
        all.add(route(POST, "accept", Right.PUBLIC, calls::accept));
        all.add(route(POST, "sign-out", Right.SIGNED_IN, calls::signOut));
        all.add(route(READ, "me", Right.SIGNED_IN, calls::me));
        all.add(route(POST, "me/password", Right.SIGNED_IN, calls::password));
    }

    private static void devices(List<Route> all, Control control) {
        DeviceCalls calls = new DeviceCalls(control);
        all.add(route(POST, "device/code", Right.PUBLIC, calls::start));
        all.add(route(POST, "device/token", Right.PUBLIC, calls::token));
        DevicePage page = new DevicePage(control);
        all.add(
                new Route(
                        READ,
                        DevicePage.PATH,
                        List.of("user_code"),
                        Weight.CALL,
                        Right.PUBLIC,
                        page::show));
        all.add(new Route(POST, DevicePage.PATH, NONE, Weight.CALL, Right.PUBLIC, page::act));
        all.add(
                new Route(
                        READ, "/device.css", NONE, Weight.LIGHT, Right.PUBLIC, DevicePage::style));
        OidcCalls oidc = new OidcCalls(control);
        all.add(
                new Route(
                        GET,
                        OidcCalls.START,
                        List.of("user_code", "to"),
                        Weight.CALL,
                        Right.PUBLIC,
                        oidc::start));
        all.add(
                new Route(
                        GET,
                        OidcSignIns.CALLBACK,
                        List.of("code", "state", "iss", "error"),
                        Weight.CALL,
                        Right.PUBLIC,
                        oidc::callback));
    }

    private static void documents(List<Route> all, Control control, Kind kind, String path) {
        DocumentCalls calls = new DocumentCalls(control, kind);
        Right changes = DocumentCalls.right(kind);
        all.add(route(READ, path, Right.SIGNED_IN, calls::list));
        all.add(route(POST, path, changes, calls::add));
        all.add(route(READ, path + "/{id}", Right.SIGNED_IN, calls::one));
        all.add(route(PUT, path + "/{id}", changes, calls::change));
        all.add(route(DELETE, path + "/{id}", changes, calls::remove));
        all.add(route(READ, path + "/{id}/versions", Right.SIGNED_IN, calls::versions));
    }

    private static Route route(List<String> methods, String path, Right right, Handler handler) {
        return new Route(methods, API + path, NONE, Weight.CALL, right, handler);
    }
}
