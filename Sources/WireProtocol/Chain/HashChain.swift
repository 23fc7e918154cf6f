internal import BehaviourModel

/// Checks that stored lines are the ones that were written: all of them, unchanged, in order.
package enum HashChain {
    /// Checks lines of one epoch as they are stored, tombstones among them.
    ///
    /// - Parameters:
    ///   - start: the line that the first one must follow; by default the beginning of the epoch.
    ///   - signed: the head that a heartbeat vouches for. Without it, an edit of the very last line and lines missing at
    ///     the end cannot be seen.
    package static func verify(
        lines: [[UInt8]], after start: ChainHead = .start, signed: ChainHead? = nil
    ) -> ChainVerdict {
        var links: [ChainLink] = []
        links.reserveCapacity(lines.count)
        for (index, line) in lines.enumerated() {
            do throws(ChainLinkError) {
                links.append(try ChainLink(line: line))
            } catch {
                return .unreadable(index: index, error)
            }
        }
        return verify(links, after: start, signed: signed)
    }

    package static func verify(
        _ links: [ChainLink], after start: ChainHead = .start, signed: ChainHead? = nil
    ) -> ChainVerdict {
        foreignEpoch(links) ?? doubled(links) ?? reordered(links) ?? followed(links, after: start, signed: signed)
    }

    private static func foreignEpoch(_ links: [ChainLink]) -> ChainVerdict? {
        guard let epoch = links.first?.epoch, let index = links.firstIndex(where: { $0.epoch != epoch }) else {
            return nil
        }
        return .foreignEpoch(index: index, expected: epoch, found: links[index].epoch)
    }

    private static func doubled(_ links: [ChainLink]) -> ChainVerdict? {
        let sorted = links.sorted { $0.sequences.lowerBound < $1.sequences.lowerBound }
        for (left, right) in zip(sorted, sorted.dropFirst()) where left.sequences.overlaps(right.sequences) {
            let sequence = right.sequences.lowerBound
            return left == right ? .repeated(sequence: sequence) : .fork(sequence: sequence)
        }
        return nil
    }

    private static func reordered(_ links: [ChainLink]) -> ChainVerdict? {
        for (left, right) in zip(links, links.dropFirst()) where right.sequences.lowerBound < left.sequences.lowerBound
        {
            return .reordered(sequence: right.sequences.lowerBound)
        }
        return nil
    }

    /// Ascending links that do not overlap.
    private static func followed(_ links: [ChainLink], after start: ChainHead, signed: ChainHead?) -> ChainVerdict {
        var head = start
        for link in links {
            let first = link.sequences.lowerBound
            if first <= head.sequence { return .repeated(sequence: first) }
            if first > head.nextSequence { return .gap(missing: head.nextSequence...(first - 1)) }
            if link.previous != head.hash {
                // The start is vouched for by the caller: then it is the first line that does not fit.
                return .edited(sequence: head == start ? first : head.sequence)
            }
            head = ChainHead(sequence: link.sequences.upperBound, hash: link.hash)
            if let signed, signed.sequence == head.sequence, signed.hash != head.hash {
                let isLast = link.sequences.upperBound == links.last?.sequences.upperBound
                return isLast ? .edited(sequence: head.sequence) : .fork(sequence: head.sequence)
            }
        }
        if let signed, signed.sequence > head.sequence { return .gap(missing: head.nextSequence...signed.sequence) }
        return .whole(head)
    }
}
