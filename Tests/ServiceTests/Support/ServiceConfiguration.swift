@testable import Service

/// The service's configuration, where other modules have a `Service` of their own.
typealias ServiceConfiguration = Configuration
