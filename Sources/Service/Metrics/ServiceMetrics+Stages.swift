internal import Pipeline

extension ServiceMetrics {
    /// Adds what the stages of a graph have done. Stages are counted by what they do, not by the rung they do it for.
    func show(_ figures: [StageFigures]) {
        for stage in figures {
            let name = String(stage.name.prefix { $0 != " " })
            stageSeconds.add(stage.busy.seconds, [name, "busy"])
            stageSeconds.add(stage.waiting.seconds, [name, "waiting"])
        }
    }
}
