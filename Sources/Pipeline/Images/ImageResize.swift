/// How a picture is brought to a wanted size.
public struct ImageResize: Codable, Hashable, Sendable {
    /// What becomes of a picture whose shape is not the wanted one.
    public enum Fit: String, Codable, Sendable, CaseIterable {
        /// As large as fits into the wanted size; one side may come out smaller.
        case inside
        /// The wanted size, filled; what sticks out is cut off.
        case cover
        /// The wanted size, the picture inside it, the rest is background.
        case contain
        /// The wanted size, stretched.
        case fill
        /// As small as covers the wanted size; one side may come out larger.
        case outside
    }

    /// Which part of the picture is kept by `cover`, and where the picture stands for `contain`.
    public enum Gravity: String, Codable, Sendable, CaseIterable {
        case centre, north, northeast, east, southeast, south, southwest, west, northwest
        /// `cover`: where most is to be seen. `contain`: the centre.
        case entropy
        /// `cover`: what draws the eye, such as skin and strong colours. `contain`: the centre.
        case attention
    }

    /// Wanted pixels across; nil follows from the height and the picture's shape.
    public var width: Int?
    /// Wanted pixels down; nil follows from the width and the picture's shape.
    public var height: Int?
    /// What becomes of another shape. It matters only where both sides are given.
    public var fit: Fit
    /// What is kept, or where it stands.
    public var gravity: Gravity
    /// Whether a picture that is too small stays as it is. For `cover` the wanted size then shrinks, in its own shape, until
    /// the picture covers it; `contain` keeps the wanted size around the small picture; `fill` stretches no side.
    public var withoutEnlargement: Bool
    /// Pixels of the screen for each of `width` and `height`.
    public var pixelRatio: Double

    /// A resize to `width` × `height`; without either the size stays.
    public init(
        width: Int? = nil, height: Int? = nil, fit: Fit = .inside, gravity: Gravity = .centre,
        withoutEnlargement: Bool = true, pixelRatio: Double = 1
    ) {
        self.width = width
        self.height = height
        self.fit = fit
        self.gravity = gravity
        self.withoutEnlargement = withoutEnlargement
        self.pixelRatio = pixelRatio
    }
}
