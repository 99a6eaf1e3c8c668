package dev.weir.gateway.telemetry;

import dev.weir.core.otel.AttributeValue;
import dev.weir.core.otel.OtlpJson;
import dev.weir.core.otel.SpanValue;
import dev.weir.core.otel.TraceContext;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;

import java.util.List;

/** A span of Weir in the SDK's shape. */
final class ExportedSpan implements SpanData {

    private final SpanValue span;
    private final Resource resource;
    private final InstrumentationScopeInfo scope;
    private final SpanContext context;
    private final SpanContext parent;
    private final Attributes attributes;

    /**
     * @param resource one and the same for all spans, since the SDK groups by identity
     * @param scope likewise
     */
    ExportedSpan(SpanValue span, Resource resource, InstrumentationScopeInfo scope) {
        this.span = span;
        this.resource = resource;
        this.scope = scope;
        TraceContext ids = span.context();
        TraceState state = state(ids.state());
        this.context =
                SpanContext.create(ids.traceId(), ids.spanId(), TraceFlags.getSampled(), state);
        String above = ids.parentId();
        this.parent =
                above == null
                        ? SpanContext.getInvalid()
                        : SpanContext.createFromRemoteParent(
                                ids.traceId(), above, TraceFlags.getSampled(), state);
        this.attributes = attributes(span);
    }

    private static TraceState state(String text) {
        TraceStateBuilder state = TraceState.builder();
        String[] members = text.split(",", -1);
        for (int i = members.length - 1; i >= 0; i--) {
            int equals = members[i].indexOf('=');
            if (equals > 0) {
                state.put(
                        members[i].substring(0, equals).strip(), members[i].substring(equals + 1));
            }
        }
        return state.build();
    }

    private static Attributes attributes(SpanValue span) {
        AttributesBuilder made = Attributes.builder();
        span.attributes()
                .forEach(
                        (name, value) -> {
                            switch (value) {
                                case AttributeValue.Text(String text) -> made.put(name, text);
                                case AttributeValue.Int(long number) -> made.put(name, number);
                                case AttributeValue.Decimal(double number) ->
                                        made.put(name, number);
                                case AttributeValue.Flag(boolean flag) -> made.put(name, flag);
                                case AttributeValue.Texts(List<String> texts) ->
                                        made.put(AttributeKey.stringArrayKey(name), texts);
                                case AttributeValue.Structured(var json) ->
                                        made.put(name, json.write());
                            }
                        });
        return made.build();
    }

    @Override
    public String getName() {
        return span.name();
    }

    @Override
    public SpanKind getKind() {
        return SpanKind.CLIENT;
    }

    @Override
    public SpanContext getSpanContext() {
        return context;
    }

    @Override
    public SpanContext getParentSpanContext() {
        return parent;
    }

    @Override
    public StatusData getStatus() {
        return span.failed()
                ? StatusData.create(StatusCode.ERROR, span.message())
                : StatusData.unset();
    }

    @Override
    public long getStartEpochNanos() {
        return span.startNanos();
    }

    @Override
    public long getEndEpochNanos() {
        return span.endNanos();
    }

    @Override
    public Attributes getAttributes() {
        return attributes;
    }

    @Override
    public List<EventData> getEvents() {
        return List.of();
    }

    @Override
    public List<LinkData> getLinks() {
        return List.of();
    }

    @Override
    public boolean hasEnded() {
        return true;
    }

    @Override
    public int getTotalRecordedEvents() {
        return 0;
    }

    @Override
    public int getTotalRecordedLinks() {
        return 0;
    }

    @Override
    public int getTotalAttributeCount() {
        return attributes.size();
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
        return scope;
    }

    @Override
    @Deprecated
    @SuppressWarnings("deprecation") // The interface has it still.
    public io.opentelemetry.sdk.common.InstrumentationLibraryInfo getInstrumentationLibraryInfo() {
        return io.opentelemetry.sdk.common.InstrumentationLibraryInfo.create(
                OtlpJson.SCOPE, scope.getVersion());
    }

    @Override
    public Resource getResource() {
        return resource;
    }
}
