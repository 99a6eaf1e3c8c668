package dev.weir.gateway.console;

import dev.weir.core.audit.AuditAction;
import dev.weir.core.audit.AuditFault;
import dev.weir.core.audit.AuditPage;
import dev.weir.core.audit.AuditQuery;
import dev.weir.core.audit.AuditReport;
import dev.weir.core.audit.AuditVerifier;
import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonBoolean;
import dev.weir.core.json.JsonNull;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The audit log: read, and checked. */
final class AuditCalls {

    private final Control control;

    AuditCalls(Control control) {
        this.control = control;
    }

    void list(Call call, Route.Asked asked) throws IOException {
        Parameters query = asked.query();
        String cursor = query.text("cursor");
        Long before = null;
        if (cursor != null) {
            if (!cursor.matches("[0-9]{1,18}")) {
                throw Parameters.wrong("cursor", cursor, "the value of 'next' of the page before");
            }
            before = Long.valueOf(cursor);
        }
        String word = query.text("action");
        AuditAction action = word == null ? null : AuditAction.parse(word);
        if (word != null && action == null) {
            throw Parameters.wrong("action", word, "an action such as key.create");
        }
        AuditPage page =
                control.audit()
                        .list(
                                new AuditQuery(
                                        asked.caller().organisation(),
                                        query.limit(),
                                        before,
                                        action,
                                        query.text("actor"),
                                        query.text("subject"),
                                        query.time("since"),
                                        query.time("until")));
        Long next = page.next();
        AdminJson.answer(
                call,
                200,
                AdminJson.items(page.items(), AdminJson::entry)
                        .with(
                                "next",
                                next == null ? JsonNull.NULL : JsonString.of(next.toString())));
    }

    void verify(Call call, Route.Asked asked) throws IOException {
        AuditReport report =
                new AuditVerifier(control.audit(), control.anchors())
                        .verify(asked.caller().organisation());
        List<Json> faults = new ArrayList<>();
        for (AuditFault fault : report.faults()) {
            faults.add(
                    JsonObject.builder()
                            .add("kind", JsonString.of(fault.kind().word()))
                            .add("seq", JsonNumber.of(fault.seq()))
                            .add("up_to", JsonNumber.of(fault.upTo()))
                            .add("message", JsonString.of(fault.toString()))
                            .build());
        }
        AdminJson.answer(
                call,
                200,
                JsonObject.builder()
                        .add("intact", JsonBoolean.of(report.intact()))
                        .add("entries", JsonNumber.of(report.entries()))
                        .add("last", JsonNumber.of(report.end().seq()))
                        .add("hash", JsonString.of(report.end().hash()))
                        .add("faults", JsonArray.of(faults))
                        .build());
    }
}
