package dev.weir.gateway.telemetry;

import dev.weir.core.otel.names.Metric;

import java.util.List;
import java.util.Map;

/** Where measurements go. */
interface MetricSink {

    /**
     * Takes measurements.
     *
     * @param name the metric's name
     * @param values in the metric's unit
     * @param dimensions always the same names for one metric; a value is empty where there is none
     */
    void record(Metric metric, String name, List<Double> values, Map<String, String> dimensions);
}
