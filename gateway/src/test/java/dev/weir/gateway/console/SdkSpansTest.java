package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.archive.Query;
import dev.weir.core.derived.Derivation;
import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Side;
import dev.weir.core.pricing.PriceOverrides;
import dev.weir.core.pricing.PriceTable;
import dev.weir.core.pricing.Pricing;
import dev.weir.core.reading.Source;
import dev.weir.core.session.InMemorySessionMemory;
import dev.weir.core.session.Stitcher;
import dev.weir.core.usage.Unit;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The official SDK sends; what comes of its spans is a row like any other. */
class SdkSpansTest {

    private ConsoleFixture console;

    @BeforeEach
    void start() throws IOException {
        console = new ConsoleFixture();
    }

    @AfterEach
    void stop() {
        console.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "none"})
    void spansOfTheSdkBecomeRows(String compression) throws IOException {
        OtlpHttpSpanExporter exporter =
                OtlpHttpSpanExporter.builder()
                        .setEndpoint("http://localhost:" + console.port + "/v1/traces")
                        .setCompression(compression)
                        .build();
        try (SdkTracerProvider provider =
                SdkTracerProvider.builder()
                        .setResource(
                                Resource.create(
                                        Attributes.of(
                                                AttributeKey.stringKey("service.name"), "shop")))
                        .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                        .build()) {
            Tracer tracer = provider.get("test");
            Span agent =
                    tracer.spanBuilder("invoke_agent a")
                            .setAttribute("gen_ai.operation.name", "invoke_agent")
                            .startSpan();
            try (Scope _ = agent.makeCurrent()) {
                Span chat = tracer.spanBuilder("chat claude-sonnet-4-5").startSpan();
                chat.setAttribute("gen_ai.operation.name", "chat");
                chat.setAttribute("gen_ai.provider.name", "anthropic");
                chat.setAttribute("gen_ai.request.model", "claude-sonnet-4-5");
                chat.setAttribute("gen_ai.conversation.id", "conv-7");
                chat.setAttribute("gen_ai.usage.input_tokens", 100);
                chat.setAttribute("gen_ai.usage.output_tokens", 20);
                chat.setAttribute("gen_ai.usage.cache_read.input_tokens", 1000);
                chat.setAttribute(
                        AttributeKey.stringArrayKey("gen_ai.response.finish_reasons"),
                        List.of("end_turn"));
                chat.setAttribute(
                        "gen_ai.input.messages",
                        "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Hello\"}]}]");
                chat.setAttribute(
                        "gen_ai.output.messages",
                        "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Hi\"}]}]");
                chat.end();
                Span own = tracer.spanBuilder("chat local").startSpan();
                own.setAttribute("gen_ai.operation.name", "chat");
                own.setAttribute("gen_ai.provider.name", "my_own");
                own.setAttribute("gen_ai.request.model", "local");
                own.setAttribute("gen_ai.usage.output_tokens", 20);
                own.setAttribute("gen_ai.usage.cost", 0.25);
                own.setStatus(StatusCode.ERROR, "it broke");
                own.end();
            }
            agent.end();
            assertThat(provider.forceFlush().join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
        }
        List<Exchange> taken = console.intake.list(Query.newest(9)).items();
        assertThat(taken).hasSize(2);
        DerivedExchange chat = row("claude-sonnet-4-5", taken);
        assertThat(chat.call().endpoint()).isEqualTo("otel_span");
        assertThat(chat.call().stop()).isEqualTo("stop");
        assertThat(chat.count(Unit.INPUT_TOKENS)).isEqualTo(1100);
        assertThat(chat.cost().how()).isEqualTo("table");
        assertThat(chat.cost().nanos()).isEqualTo(900_000L);
        DerivedExchange.Place place = Objects.requireNonNull(chat.place());
        assertThat(place.source()).isEqualTo("stated");
        assertThat(place.kind()).isEqualTo("main");
        assertThat(place.turn()).isEqualTo(1);
        assertThat(chat.reading()).isEqualTo("full");
        DerivedExchange own = row("local", taken);
        assertThat(own.cost().how()).isEqualTo("stated");
        assertThat(own.cost().nanos()).isEqualTo(250_000_000L);
        assertThat(own.call().error()).isEqualTo("_OTHER");
        assertThat(own.reading()).isEqualTo("partly");
        assertThat(own.finding()).isEqualTo("not_captured");
    }

    private DerivedExchange row(String model, List<Exchange> taken) throws IOException {
        Exchange exchange =
                taken.stream()
                        .filter(each -> model.equals(each.requestedModel()))
                        .findFirst()
                        .orElseThrow();
        Derivation derivation =
                new Derivation(
                        new Pricing(PriceTable.builtIn(), PriceOverrides.NONE),
                        new Stitcher(new InMemorySessionMemory(1_000)));
        byte[] body = console.intake.body(exchange.id(), Side.REQUEST).readAllBytes();
        return derivation
                .of(exchange, Source.Body.of(body, Source.State.WHOLE), Source.Body.NONE)
                .row();
    }
}
