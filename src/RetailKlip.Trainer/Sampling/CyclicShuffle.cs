namespace RetailKlip.Trainer;

/// <summary>
/// Deals items in random order, all of them before any comes again, and never one twice in a hand that the items can fill.
/// </summary>
internal sealed class CyclicShuffle
{
    private readonly int[] _items;
    private readonly Random _random;
    private int _next;

    /// <param name="items">Not empty; taken over and reordered.</param>
    public CyclicShuffle(int[] items, Random random)
    {
        _items = items;
        _random = random;
        _random.Shuffle(_items);
    }

    public List<int> Take(int count)
    {
        var hand = new List<int>(count);
        while (hand.Count < count)
        {
            if (_next == _items.Length)
                Reshuffle(hand);
            hand.Add(_items[_next++]);
        }
        return hand;
    }

    // What the hand already holds goes to the end of the new round, so that it comes again only after all others.
    private void Reshuffle(List<int> hand)
    {
        _random.Shuffle(_items);
        if (hand.Count < _items.Length)
        {
            var held = hand.ToHashSet();
            var ordered = _items.OrderBy(item => held.Contains(item) ? 1 : 0).ToArray();
            ordered.CopyTo(_items, 0);
        }
        _next = 0;
    }
}
