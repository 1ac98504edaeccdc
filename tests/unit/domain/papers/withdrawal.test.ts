import { describe, expect, test } from 'vitest';
import { saysWithdrawn } from '../../../../src/domain/papers/withdrawal/withdrawal.ts';

const inAbstract = (abstract: string) => saysWithdrawn({ title: 'Walking robots', abstract, comment: null });
const inComment = (comment: string) =>
  saysWithdrawn({ title: 'Walking robots', abstract: 'Robots walk. They fall, too.', comment });
const inTitle = (title: string) => saysWithdrawn({ title, abstract: 'Robots walk.', comment: null });

/** Behind and before which a notice may stand. */
const prose =
  'We let robots learn to walk on many kinds of ground. They fall at first, and later they walk, as children do. Our method needs no model of the ground, and learns from what it feels. On twelve kinds of ground it walks further than what was there before, and it falls less often than a person does, at half of the cost in energy and in time.';

/** Anywhere: in place of an abstract, in a comment, at the front of an abstract. */
const notices = [
  'this paper has been withdrawn',
  'This paper has been withdrawn.',
  'This paper has been withdrawn by the author(s), due a crucial sign error in eqn. 1',
  'This paper is withdrawn since the proof of Theorem 4 has a hole.',
  'The paper has been withdrawn effective March 3, 2014.',
  'Paper is withdrawn due to further measurements.',
  'Withdrawn by authors',
  'Withdrawn',
  'WITHDRAWN.',
  '*** withdrawn ***',
  '[withdrawn]',
  'This paper was withdrawn by the authors.',
  'Paper withdrawn by the author',
  'paper withdrawn',
  'This submissions has been withdrawn by arXiv administrators because of a dispute.',
  'This paper has been removed by arXiv administrators because it copies hep-th/9901001',
  'arXiv admin note: This paper has been withdrawn by arXiv due to unverifiable authorship',
  'arXiv admin note: this submission has been withdrawn by arXiv administrators as it violates policy',
  'This article has been withdrawn by the authors for further revision.',
  'This manuscript has been temporarily withdrawn.',
  'This manuscript is being withdrawn.',
  'The manuscript was withdrawn by the corresponding author because of a mistake in Fig. 2.',
  'Withdrawn because Lemma 2 is false',
  'Withdrawn: error in the main theorem',
  'Withdrawn; see arXiv:1811.01918',
  'Withdrawn (see 1811.01918)',
  'withdrawn, as the result is known',
  'Withdrawn due to a wrong estimate in Section 3',
  'Withdrawn pending further checks',
  'withdrawn at the request of the coauthors',
  'Temporarily withdrawn.',
  'The authors have withdrawn this paper.',
  'The authors have withdrawn their manuscript because of new data. They do not wish it to be cited.',
  'The author has withdrawn this paper due to an error',
  'We withdraw this paper because Lemma 1 is wrong.',
  'I have withdrawn the paper.',
  'We have decided to withdraw this submission.',
  'The authors wish to withdraw this manuscript',
  'The first author has decided to withdraw the article',
  'The authors request that this paper be withdrawn.',
  'We hereby retract this paper.',
  'This paper has been retracted by the authors.',
  'This article is retracted due to duplicate publication',
  'Retracted by the author',
  'Due to a mistake in Theorem 2, this paper has been withdrawn.',
  'Because of an error in the code the paper is wrong, and we withdraw it.',
  'This paper contains a serious error and is withdrawn.',
  'This paper contains a gap in Section 4 and has therefore been withdrawn by the author.',
  'This paper has been superseded by arXiv:2001.00001 and is withdrawn',
  'There is an error in Lemma 3. The paper is withdrawn.',
  'This paper (gr-qc/0410004) has been withdrawn.',
  'This paper, which was written in haste, has been withdrawn by its author.'.replace('which was ', ''),
  'This paper entitled Walking robots has been withdrawn by the authors',
  'This work has been withdrawn',
  'This note is withdrawn',
  'This version has been withdrawn',
  'This preprint was withdrawn from arXiv by the authors',
  'This paper has been withdrawn from the archive',
  'This submission has been removed by arXiv admins',
  'The paper has now been withdrawn',
  'This paper has, unfortunately, been withdrawn',
  'Article withdrawn by authors for corrections',
  'Submission withdrawn',
  'Notice: this paper was withdrawn',
  'Withdrawal notice',
  'This is a withdrawn paper',
  'This paper has been withdraw by the authors',
  'This paper has been with drawn due to errors',
  'This paper will be withdrawn.',
  'Please withdraw this paper',
];

/** As they were written, or as they might be. */
const moreNotices = `
This paper has been withdrawn by the author, due to a crucial error in the proof
This paper has been withdrawn by the authors because of an error.
This paper has been withdrawn by the author since it contains a mistake
This paper is temporarily withdrawn
The paper is being withdrawn due to an error in sign.
The article has been withdrawn
Paper has been withdrawn
Paper withdrawn due to error
This paper has been withdrawn and replaced by arXiv:1234.5678
This paper has been withdrawn by the first author
This paper has been withdrawn for further modification.
This submission has been withdrawn by the author because the results are subsumed by arXiv:1204.2222
This submission has been withdrawn by arXiv administrators due to inappropriate text overlap with external sources
This submission has been withdrawn by arXiv admins because it contains a fictitious author list
This article was withdrawn by arXiv administrators because the author did not have the right to agree to our license
Withdrawn by arXiv admin
Withdrawn by the author due to a fatal error in the main proof
Withdrawn by author, error in eq (3)
Withdrawn owing to an error in the main lemma
Withdrawn - error in proof
Withdrawn, error found
Withdrawn! Error found
WITHDRAWN DUE TO ERROR
This paper has been withdrawn.  The results are contained in arXiv:0901.1111
Paper withdrawn: the main theorem is known
The author withdraws this paper
The authors withdraw this article due to a gap in the argument
The author has withdrawn the paper.
The authors would like to withdraw this paper
We are withdrawing this paper because of an error
The author is withdrawing this submission due to an error in Theorem 1
We have withdrawn our paper due to a technical problem
This manuscript has been withdrawn by the authors due to concerns about data
This paper needs to be withdrawn.
This paper should be withdrawn due to error.
This paper must be withdrawn
This draft has been withdrawn
This thesis has been withdrawn by the author
This letter has been withdrawn due to an inconsistency
This technical report has been withdrawn
The present paper has been withdrawn by the author
Our paper has been withdrawn
The submission was withdrawn at the request of the author.
The authors have decided to withdraw the paper until further notice
Due to an error in the data analysis the paper has been withdrawn.
Due to errors, the paper is withdrawn.
Since the main result is wrong, this paper is withdrawn
The proof of Theorem 1 is incorrect. This paper is withdrawn.
The proof is incorrect, so the paper is withdrawn
Unfortunately, the proof of Lemma 4 is wrong, thus we withdraw the paper.
This paper contains an error, so we withdraw it
A mistake has been found in Lemma 2; the paper is withdrawn
This paper has been withdrawn by the author: the main theorem is false
(Withdrawn)
{withdrawn}
Withdrawn by the submitter
This paper was retracted
Retracted due to error
This paper is being retracted because of an error
Removed by arXiv administration
This paper has been removed by the author
The paper has been removed due to a copyright violation by the authors
Paper removed by arXiv admin
This submission has been removed because of plagiarism
This article has been deleted by the authors
Withdrawn for corrections.
withdrawn for revision
Withdrawn until the error is fixed
The paper is withdrawn from arXiv
This e-print has been withdrawn
This eprint was withdrawn by the author
This paper, hep-th/9901001, has been withdrawn
This paper has been withdrawn from publication by the authors
It has been withdrawn
This paper is no longer available
The paper has been superseded by arXiv:1234.5678 and has been withdrawn
This preprint has been merged into arXiv:1234.5678 and is therefore withdrawn
Withdrawn in favour of arXiv:1234.5678
Withdrawn, replaced by arXiv:1234.5678
This paper has been withdrawn by the author to be replaced by a better one
The paper has been withdrawn voluntarily
This paper has been withdrawn on 3 May 2010
This paper has been withdrawn 3 May 2010
I withdraw this paper
I hereby withdraw the paper
Author has withdrawn
The authors withdrew this paper
Authors withdraw paper
The paper was withdrawn because of a mistake found by the referee
The paper has been withdrawn by J. Smith because of an error
We wish to withdraw this article since the data are wrong
The above paper has been withdrawn
The work has been withdrawn by the author
This work is withdrawn due to an error
paper withdrawn, see comments
This paper is WITHDRAWN
This paper has been *withdrawn*
"This paper has been withdrawn"
This paper was withdrawn due to the fact that it was submitted by mistake
Duplicate submission, withdrawn
Duplicate of arXiv:1234.5678; withdrawn
This submission is a duplicate and has been withdrawn
Wrong. Withdrawn.
The paper is wrong and withdrawn
Error in proof, paper withdrawn by author
7 pages. This paper has been withdrawn
7 pages, LaTeX, this paper has been withdrawn
7 pages, 2 figures; withdrawn by the author
Withdrawn by the authors. 7 pages
Paper is withdrawn.
Please do not cite, this paper has been withdrawn.
This article has been withdrawn as it has been published elsewhere
The manuscript has been withdrawn from bioRxiv
The authors no longer wish this paper to be available; withdrawn
This paper (arXiv:1234.5678v2) is withdrawn
This arXiv submission has been withdrawn
This conference paper has been withdrawn
Article retracted
Preprint withdrawn by the authors after publication
The author has requested withdrawal of this paper
We request the withdrawal of this article
Withdrawal of this paper
The current version has been withdrawn
This paper has been temporally withdrawn
The paper has temporarily been withdrawn
This paper has been withdrawn entirely
This paper has been withdraw.
This paper is withdrawed
Withdrawed by author
This paper has been withdrawn: see arXiv:1111.2222
The main claim is false; withdrawn
This submission has been retracted by the authors
This paper has been withdrawn by its authors
This paper has been withdrawn by all authors
This paper has been withdrawn by the authors' request
Withdrawn upon request of the authors
This paper has been voluntarily withdrawn
paper temporarily withdrawn for rewriting
`;

const moreOthers = `
We study how a drug withdrawn due to side effects is still sold
The withdrawn section of the canal is modelled
Alcohol withdrawal is treated by a robot
This paper proposes a method to detect withdrawn papers
This paper surveys retracted articles
This article explores why troops have been withdrawn
We removed this paper from the data set
This paper has been accepted at ICML
This paper has been superseded by arXiv:1234.5678
This paper replaces arXiv:1234.5678 which was withdrawn by the authors
This is a new version of the withdrawn arXiv:1234.5678
Includes the content of a withdrawn preprint
An extended abstract of this paper has been withdrawn from the proceedings
Part of this paper was withdrawn
Earlier version withdrawn because of error; now fixed
Earlier versions withdrawn
Previous submission (withdrawn) had a mistake
Theorem 3 of v1 has been withdrawn
Formerly part of the withdrawn arXiv:1234.5678
This paper is not withdrawn
The paper was never withdrawn
Substantial overlap with withdrawn arXiv:1234.5678
The patients were withdrawn due to adverse events
Energy withdrawn from the grid by the authors' house
Support withdrawn, the arch falls
Support was withdrawn because of the war
If the offer is withdrawn, the agent loses
The bill has been withdrawn.
The measure was withdrawn, and the market fell
Water withdrawn by farms
When consent has been withdrawn, data must be deleted
Consent withdrawn by users must be honoured
Users who withdrew are removed
This work draws on withdrawn documents
Our method removes papers withdrawn by their authors
Retraction of vocal cords is studied
Retracted proofs in group theory
Retract rational varieties are studied
We show that the complex retracts onto this subspace
The paper was withdrawn from the journal and is under review elsewhere
This paper has been withdrawn from JHEP
Accepted at AAAI but withdrawn due to travel restrictions
Accepted to CVPR (withdrawn)
Submitted to ICLR 2022 and withdrawn
Was under review at ICLR, withdrawn
Rejected by ICLR, withdrawn from NeurIPS
ICLR 2022 Conference Withdrawn Submission
ICLR 2023 withdrawn submission
Withdrawn from ICLR 2022 due to a wrong score
This paper was previously withdrawn due to an error that is now fixed
This version fixes the error for which the first was withdrawn
This paper has been corrected after it was withdrawn
The dataset has been withdrawn
The code has been withdrawn
The model has been taken down
This paper has been taken from the first chapter of my thesis
This paper is removed from reality
These papers have been withdrawn
12 papers have been withdrawn
Some papers were retracted due to fraud
The paper industry has withdrawn from the region
The paper has withdrawn its support
This paper withdraws the assumption of linearity
In this paper we withdraw the assumption that agents are rational
We withdraw the assumption
The authors have withdrawn the assumption of independence
The authors of the withdrawn paper were asked why
We ask authors why they withdraw their papers
Authors withdraw papers for many reasons
The report withdrawn by the ministry is studied
`;

const lines = (text: string) => text.trim().split('\n');

const onlyInComments = [
  '10 pages; this paper has been withdrawn by the author due to a crucial error',
  '12 pages, withdrawn',
  '12 pages (withdrawn)',
  '10 pages, 3 figures. Withdrawn for revision',
  'Withdrawn; superseded by arXiv:2405.13351',
  'superseded by arXiv:2405.13351, withdrawn',
  'withdrawn by arXiv administrators due to plagiarism.',
  'v2: withdrawn',
  'v3: paper withdrawn by the authors',
  'Has been withdrawn.',
  'Withdrawn to add more experiments',
  'An error was found; paper withdrawn',
];

const others = [
  'We model the withdrawal of liquidity in bank runs.',
  'A dataset of papers that were withdrawn from arXiv, and why.',
  'Patients withdrawn from the study are analysed by intention to treat.',
  'This paper studies how cash was withdrawn during the crisis.',
  'We withdraw funds from a wallet by a smart contract.',
  'Drug withdrawal in the elderly is common.',
  'Withdrawn behaviour in children is studied with graphs.',
  'Withdrawn states of a channel are modelled.',
  'Retracted papers continue to be cited.',
  'Retracted articles and why they were retracted',
  'This paper replaces a withdrawn paper.',
  'This replaces a withdrawn paper',
  'Replaces arXiv:1511.00001, which has been withdrawn',
  'Supersedes arXiv:1511.00001 (withdrawn)',
  'Replaces arXiv:1511.00001, withdrawn due to an error',
  'Corrected version of the withdrawn paper arXiv:1511.00001',
  'An earlier version of this paper was withdrawn.',
  '12 pages; an earlier version was withdrawn',
  'The previous version has been withdrawn because of an error, which is corrected here',
  'v2 withdrawn, v3 is the corrected version',
  'This paper was withdrawn from ICML and submitted elsewhere',
  'Withdrawn from NeurIPS 2023',
  'Submitted to PRL, withdrawn',
  'The paper was withdrawn by the authors from ICLR 2024',
  'This paper has been withdrawn from consideration at Nature',
  'This paper has not been withdrawn.',
  'Section 5 has been withdrawn.',
  'The claim of Section 5 is withdrawn.',
  'We retract our claim of Section 5',
  'The 500 euro note was withdrawn from circulation.',
  'The needle has been withdrawn by the robot in this paper.',
  'This work studies how troops were withdrawn by the author of the treaty.',
  'We withdraw the paper strip from the cell.',
  'We show that the work withdrawn from a bath is bounded.',
  'This paper analyses a bill that was withdrawn due to protests.',
  'We ask why this paper has been cited after its authors were dead.',
  'The paper was withdrawn, and has been reinstated.',
  'This paper was withdrawn in 2010; this version corrects the error.',
  'Removed by washing, the dye leaves no trace.',
  'This article was removed from the corpus before training.',
  '',
];

describe('a notice of withdrawal', () => {
  test.each([...notices, ...lines(moreNotices)])('%j is told, wherever it stands', (notice) => {
    expect(inAbstract(notice)).toBe(true);
    expect(inComment(notice)).toBe(true);
  });

  test.each(onlyInComments)('%j is told in a comment', (comment) => {
    expect(inComment(comment)).toBe(true);
  });

  test.each([...others, ...lines(moreOthers)])('%j is none', (text) => {
    expect(inAbstract(text)).toBe(false);
    expect(inComment(text)).toBe(false);
    expect(inAbstract(`${prose} ${text}`)).toBe(false);
    expect(inAbstract(`${text} ${prose}`)).toBe(false);
  });

  test.each([
    '[This paper has been withdrawn by the author due to newer work (arXiv:1811.01918)]',
    'This paper has been withdrawn by the author due to a crucial error.',
    'Withdrawn.',
    'arXiv admin note: This submission has been withdrawn by arXiv administrators.',
  ])('%j is told before an abstract', (notice) => {
    expect(inAbstract(`${notice} ${prose}`)).toBe(true);
  });

  test.each([
    'This paper has been withdrawn by the author due to a crucial error.',
    'We withdraw this paper.',
    'The paper has been withdrawn.',
    'arXiv admin note: this submission has been withdrawn by arXiv administrators',
  ])('%j is told behind an abstract', (notice) => {
    expect(inAbstract(`${prose} ${notice}`)).toBe(true);
  });

  test('is not what an abstract tells of other papers', () => {
    const hoax = 'In 2005 a paper claimed a cure. The paper was retracted in 2006.';
    expect(inAbstract(`${hoax} ${prose}`)).toBe(false);
    expect(inAbstract(`${prose} The article was retracted by the journal in 2006. ${prose}`)).toBe(false);
    expect(inAbstract(`Withdrawn by the bank in 1946, the note is rare. ${prose}`)).toBe(false);
  });

  test.each([
    ['WITHDRAWN: Walking robots', true],
    ['[Withdrawn] Walking robots', true],
    ['Walking robots (withdrawn)', true],
    ['RETRACTED: Walking robots', true],
    ['This paper has been withdrawn', true],
    ['Withdrawn', true],
    ['Why papers are withdrawn', false],
    ['Withdrawn Swords', false],
    ['Retracted articles: a survey', false],
    ['Withdrawal of liquidity (extended version)', false],
    ['The note was withdrawn: a history of money', false],
  ])('in the title %j: %s', (title, withdrawn) => {
    expect(inTitle(title)).toBe(withdrawn);
  });

  test('is looked for in no more than an abstract may have', () => {
    const long = 'This paper has been withdrawn, '.repeat(20_000);
    const before = process.threadCpuUsage();
    saysWithdrawn({ title: long, abstract: long, comment: long });
    expect(process.threadCpuUsage(before).user).toBeLessThan(500_000);
  });
});
