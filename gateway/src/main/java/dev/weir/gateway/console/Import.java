package dev.weir.gateway.console;

import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.GatewayFacts;
import dev.weir.core.exchange.Headers;
import dev.weir.core.token.Caller;
import dev.weir.gateway.intake.Format;
import dev.weir.gateway.intake.Importer;
import dev.weir.gateway.intake.Report;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Takes an export back in: the one call that writes. It is guarded like all others, and its body
 * must not have one of the types that a page of another site can send without being asked first.
 * One at a time, since a single one may hold two large bodies in memory.
 */
final class Import {

    private static final Set<String> TYPES_OF_FORMS =
            Set.of("application/x-www-form-urlencoded", "multipart/form-data", "text/plain");

    private final Importer importer;
    private final Semaphore room = new Semaphore(1);

    Import(Importer importer) {
        this.importer = importer;
    }

    void take(Call call, Route.Asked asked) throws IOException, InterruptedException {
        Format format = asked.query().importFormat();
        refuseForms(call);
        if (!room.tryAcquire()) {
            throw new Refused(
                    ConsoleError.OVERLOADED,
                    "another import is going on; try again when it is through",
                    Headers.of("retry-after", "5"));
        }
        Report report;
        try (InputStream body = call.body()) {
            report = importer.run(body, format, exchange -> owned(exchange, asked.caller()));
        } finally {
            room.release();
        }
        if (report.format() == null) {
            throw new Refused(
                    ConsoleError.BAD_REQUEST, "the body cannot be imported: " + report.broken());
        }
        call.answer(200, Json.TYPE, report.json());
    }

    /** Where people sign in, what somebody imports is that organisation's, whatever it says. */
    static Exchange owned(Exchange exchange, Caller caller) {
        if (caller.grant() == null) {
            return exchange;
        }
        GatewayFacts said = exchange.gateway();
        return exchange.withGateway(
                new GatewayFacts(
                        caller.organisation(),
                        caller.user(),
                        null,
                        List.of(),
                        null,
                        null,
                        said.route(),
                        null,
                        null,
                        said.sentModel(),
                        said.rulings(),
                        said.edits(),
                        said.measured()));
    }

    /**
     * Refuses the types that a page of another site can send without being asked first; whoever
     * sends something with another type has asked, and been told no.
     */
    static void refuseForms(Call call) {
        String type = call.headers().first("content-type");
        String plain = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (plain.isEmpty() || TYPES_OF_FORMS.contains(plain)) {
            throw new Refused(
                    ConsoleError.BAD_REQUEST,
                    "content-type: expected e.g. application/x-ndjson, application/json or"
                            + " application/gzip, got '"
                            + Parameters.shown(plain)
                            + "'");
        }
    }
}
