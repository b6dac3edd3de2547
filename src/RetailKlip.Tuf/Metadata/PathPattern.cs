namespace RetailKlip.Tuf;

/// <summary>Patterns of paths as a shell knows them (glob(7)): <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[!a-z]</c>; case matters.</summary>
internal static class PathPattern
{
    /// <summary>Folder by folder: no wildcard matches <c>/</c>.</summary>
    public static bool Matches(string pattern, string path)
    {
        var (patterns, parts) = (pattern.Split('/'), path.Split('/'));
        return patterns.Length == parts.Length && patterns.Zip(parts).All(pair => MatchesPart(pair.First, pair.Second));
    }

    // Goes back only to the last star, so that no pattern takes longer than its length times the text's.
    private static bool MatchesPart(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int at = 0, here = 0, star = -1, resume = 0;
        while (here < text.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                (star, resume) = (at++, here);
            }
            else if (at < pattern.Length && MatchesOne(pattern[at..], text[here], out var used))
            {
                at += used;
                here++;
            }
            else if (star >= 0)
            {
                (at, here) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }
        return pattern[at..].TrimStart('*').IsEmpty;
    }

    private static bool MatchesOne(ReadOnlySpan<char> pattern, char character, out int used)
    {
        used = 1;
        if (pattern[0] == '?')
            return true;
        if (pattern[0] != '[')
            return pattern[0] == character;
        var negated = pattern.Length > 1 && pattern[1] == '!';
        var first = negated ? 2 : 1;
        // A bracket right after the opening one is a member of the set; a set without an end is a plain bracket.
        var end = pattern.Length > first ? pattern[(first + 1)..].IndexOf(']') : -1;
        if (end < 0)
            return character == '[';
        var set = pattern.Slice(first, end + 1);
        used = first + set.Length + 1;
        return Contains(set, character) != negated;
    }

    private static bool Contains(ReadOnlySpan<char> set, char character)
    {
        for (var i = 0; i < set.Length; i++)
        {
            if (i + 2 < set.Length && set[i + 1] == '-')
            {
                if (set[i] <= character && character <= set[i + 2])
                    return true;
                i += 2;
            }
            else if (set[i] == character)
            {
                return true;
            }
        }
        return false;
    }
}
