internal import CPoppler

/// A picture where a page draws it.
struct PlacedPicture {
    /// The part that lies on the page.
    var box: PageBox
    /// The dots per inch of the picture; nil when unknown.
    var ownDotsPerInch: Double?
    /// Whether it may have more pixels than are drawn.
    var isTooLarge = false
}

extension Page {
    /// Whether no picture of the page is too large to be drawn. Poppler holds a picture whole while it draws it, however
    /// small it comes out.
    borrowing func isDrawable() -> Bool {
        guard bytes.pictureSizes.isTooLarge() else { return true }
        return pictures().allSatisfy { !$0.isTooLarge }
    }

    /// The pictures of the page, in the order of drawing. What lies outside the page is left out. Nothing is decoded.
    borrowing func pictures() -> [PlacedPicture] {
        let sizes = bytes.pictureSizes
        let list = poppler_page_get_image_mapping(handle)
        defer { poppler_page_free_image_mapping(list) }
        var crop = PopplerRectangle()
        poppler_page_get_crop_box(handle, &crop)
        var pictures: [PlacedPicture] = []
        var next = list
        while let link = next, pictures.count < DocumentLimits.pictures {
            next = link.pointee.next
            guard let area = link.pointee.data?.assumingMemoryBound(to: PopplerImageMapping.self).pointee.area else {
                continue
            }
            // Poppler takes the corner of the crop box off twice.
            let told = PageBox(from: (area.x1 + crop.x1, area.y1 + crop.y1), to: (area.x2 + crop.x1, area.y2 + crop.y1))
            guard told.area > 0 else { continue }
            let visible = onPage(told)
            if visible.area > 0 {
                // Boxes are told in whole points: that of the page is exact.
                let exact = told.isWithin(1, of: box) ? box : told
                pictures.append(
                    PlacedPicture(
                        box: visible, ownDotsPerInch: sizes.dotsPerInch(at: exact),
                        isTooLarge: sizes.isTooLarge(at: told)))
            }
        }
        return pictures.reversed()
    }

    /// The part on the page of a picture that is told to be at `told`. Of one that stands sideways Poppler tells the
    /// corner and the lengths of both sides as if it stood upright: where that leads off the page, it is one of those.
    private borrowing func onPage(_ told: PageBox) -> PageBox {
        let (left, top) = (told.x, told.y)
        let candidates = [
            told,
            PageBox(x: left - told.height, y: top, width: told.height, height: told.width),
            PageBox(x: left, y: top - told.width, width: told.height, height: told.width),
        ]
        let shares = candidates.map { $0.intersection(box).area / told.area }
        guard shares[0] < 0.7, let best = shares.indices.max(by: { shares[$0] < shares[$1] }), shares[best] > 0.9 else {
            return told.intersection(box)
        }
        return candidates[best].intersection(box)
    }
}

extension PageBox {
    /// Whether no edge is further than `distance` from that of `other`.
    fileprivate func isWithin(_ distance: Double, of other: PageBox) -> Bool {
        let edges = [x - other.x, y - other.y, maxX - other.maxX, maxY - other.maxY]
        return edges.allSatisfy { abs($0) <= distance }
    }
}
